<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Model\Config\Backend;

use Magento\Framework\App\Config\Value;
use Magento\Framework\Exception\LocalizedException;

/**
 * The Client ID of a Xero app: what people paste has blanks around it, and sometimes the label too.
 */
class ClientId extends Value
{
    /**
     * @inheritdoc
     */
    public function beforeSave()
    {
        $id = trim((string)$this->getValue());
        if ($id !== '' && !preg_match('/^[A-Za-z0-9._-]{1,128}$/', $id)) {
            throw new LocalizedException(
                __('The Client ID may hold only letters, digits and hyphens. Copy it from the Configuration page of your Xero app.')
            );
        }
        $this->setValue($id);
        return parent::beforeSave();
    }
}
