<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\App\Config\Value;
use Magento\Framework\Exception\LocalizedException;

/** The pattern of the reference of documents. */
class Reference extends Value
{
    /** What a pattern may name. */
    public const WORDS = ['order', 'invoice', 'po', 'customer', 'email', 'payment', 'transaction', 'store', 'website'];

    public function beforeSave()
    {
        $pattern = trim((string)preg_replace('/\s+/u', ' ', (string)$this->getValue()));
        if (mb_strlen($pattern) > 200) {
            throw new LocalizedException(__('The reference may have at most 200 characters.'));
        }
        preg_match_all('/\{([^{}]*)\}/', $pattern, $found);
        $unknown = array_diff($found[1], self::WORDS);
        if ($unknown || preg_match('/[{}]/', (string)preg_replace('/\{[^{}]*\}/', '', $pattern))) {
            throw new LocalizedException(__(
                'The reference knows no "%1". Use: %2.',
                $unknown ? '{' . reset($unknown) . '}' : $pattern,
                '{' . implode('}, {', self::WORDS) . '}'
            ));
        }
        $this->setValue($pattern);
        return parent::beforeSave();
    }
}
