<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\App\Config\Value;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Phrase;

/** A whole number within a range. */
abstract class AbstractNumber extends Value
{
    protected const LEAST = 0;
    protected const MOST = 0;

    /** What is wrong with a text that is no such number. */
    abstract protected function wrong(string $text): Phrase;

    public function beforeSave()
    {
        $number = trim((string)$this->getValue());
        if (!ctype_digit($number) || (int)$number < static::LEAST || (int)$number > static::MOST) {
            throw new LocalizedException($this->wrong($number));
        }
        $this->setValue((string)(int)$number);
        return parent::beforeSave();
    }
}
