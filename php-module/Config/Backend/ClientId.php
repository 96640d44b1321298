<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Ledgerline\Xero\Config\Connections;
use Magento\Framework\App\Cache\TypeListInterface;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\App\Config\Value;
use Magento\Framework\Data\Collection\AbstractDb;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Model\Context;
use Magento\Framework\Model\ResourceModel\AbstractResource;
use Magento\Framework\Registry;

/** The Client ID of a Xero app: what people paste has blanks around it, and sometimes the label too. */
class ClientId extends Value
{
    public function __construct(
        Context $context,
        Registry $registry,
        ScopeConfigInterface $config,
        TypeListInterface $cacheTypeList,
        private readonly Connections $connections,
        ?AbstractResource $resource = null,
        ?AbstractDb $resourceCollection = null,
        array $data = []
    ) {
        parent::__construct($context, $registry, $config, $cacheTypeList, $resource, $resourceCollection, $data);
    }

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

    /** Which websites have a connection of their own depends on where a client id is stored, not only on which. */
    public function afterCommitCallback()
    {
        $this->connections->reset();
        return parent::afterCommitCallback();
    }

    /**
     * As above, when a website uses the default one again.
     * @return $this
     */
    public function afterDeleteCommit()
    {
        $this->connections->reset();
        return parent::afterDeleteCommit();
    }
}
