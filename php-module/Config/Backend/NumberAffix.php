<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\App\Config\Value;
use Magento\Framework\Exception\LocalizedException;

/** What precedes or follows a document's number in Xero. Blanks at its ends are refused: nobody sees them in a number. */
class NumberAffix extends Value
{
    public function beforeSave()
    {
        $affix = (string)$this->getValue();
        if (!preg_match('/^$|^[\p{L}\p{N}_.\/#:()+-]([\p{L}\p{N} _.\/#:()+-]{0,18}[\p{L}\p{N}_.\/#:()+-])?$/u', $affix)) {
            throw new LocalizedException(__(
                '"%1" cannot be part of a number in Xero. Use at most 20 letters, digits and the signs - _ . / # : ( ) +',
                $affix
            ));
        }
        return parent::beforeSave();
    }
}
