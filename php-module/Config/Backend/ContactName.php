<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\App\Config\Value;
use Magento\Framework\Exception\LocalizedException;

/** The name of the contact for all guests. */
class ContactName extends Value
{
    public function beforeSave()
    {
        $name = trim((string)preg_replace('/\s+/u', ' ', (string)$this->getValue()));
        if (mb_strlen($name) > 255 || preg_match('/[\x00-\x1f<>]/', $name)) {
            throw new LocalizedException(__('The name of the contact may have at most 255 characters, without < and >.'));
        }
        $this->setValue($name);
        return parent::beforeSave();
    }
}
