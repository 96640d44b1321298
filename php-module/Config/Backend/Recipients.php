<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\App\Config\Value;
use Magento\Framework\Exception\LocalizedException;

/** E-mail addresses with commas between; none is allowed. */
class Recipients extends Value
{
    public function beforeSave()
    {
        $addresses = preg_split('/[\s,;]+/', (string)$this->getValue(), -1, PREG_SPLIT_NO_EMPTY) ?: [];
        foreach ($addresses as $address) {
            if (filter_var($address, FILTER_VALIDATE_EMAIL) === false) {
                throw new LocalizedException(__('"%1" is not an e-mail address.', $address));
            }
        }
        $this->setValue(implode(', ', array_unique($addresses)));
        return parent::beforeSave();
    }
}
