<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Ledgerline\Xero\Config\XeroCheck;
use Magento\Framework\App\Cache\TypeListInterface;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\App\Config\Value;
use Magento\Framework\Data\Collection\AbstractDb;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Model\Context;
use Magento\Framework\Model\ResourceModel\AbstractResource;
use Magento\Framework\Phrase;
use Magento\Framework\Registry;

/**
 * A value that must exist in Xero. Only what changes is compared with the lists: what disappears there must not keep people from saving the rest of the page.
 */
abstract class AbstractChecked extends Value
{
    public function __construct(
        Context $context,
        Registry $registry,
        ScopeConfigInterface $config,
        TypeListInterface $cacheTypeList,
        private readonly XeroCheck $xeroCheck,
        ?AbstractResource $resource = null,
        ?AbstractDb $resourceCollection = null,
        array $data = []
    ) {
        parent::__construct($context, $registry, $config, $cacheTypeList, $resource, $resourceCollection, $data);
    }

    /** What is wrong with the value as text, whatever Xero has; or nothing. */
    abstract protected function wrongText(string $value): ?Phrase;

    /** What is wrong with the value in Xero, or nothing. */
    abstract protected function wrongInXero(XeroCheck $xeroCheck, string $value, string $connection): ?Phrase;

    public function beforeSave()
    {
        $value = trim((string)$this->getValue());
        $this->setValue($value);
        if ($value !== '') {
            $wrong = $this->wrongText($value);
            if ($wrong === null && $value !== trim((string)$this->getOldValue())) {
                $connection = $this->xeroCheck->connection((string)$this->getScope(), (int)$this->getScopeId());
                $wrong = $this->wrongInXero($this->xeroCheck, $value, $connection);
            }
            if ($wrong !== null) {
                $label = (string)($this->getData('field_config')['label'] ?? '');
                throw new LocalizedException($label === '' ? $wrong : __('%1: %2', __($label), $wrong));
            }
        }
        return parent::beforeSave();
    }
}
