<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Product;

use Ledgerline\Xero\Accounts\SalesAccounts;
use Ledgerline\Xero\Block\Adminhtml\Record\Tab;
use Ledgerline\Xero\Snapshot\CatalogueProducts;
use Magento\Catalog\Model\Locator\LocatorInterface;
use Magento\Framework\Stdlib\ArrayManager;
use Magento\Framework\View\LayoutInterface;
use Magento\Ui\DataProvider\Modifier\ModifierInterface;

/**
 * The group "Xero" of the product page: the sales account, chosen from Xero's as in the configuration, and how the product stands.
 *
 * The attribute stays text, so that imports and other programs go on writing codes.
 */
class XeroGroup implements ModifierInterface
{
    private const GROUP = 'xero';

    public function __construct(
        private readonly LocatorInterface $locator,
        private readonly ArrayManager $arrays,
        private readonly LayoutInterface $layout,
        private readonly SalesAccounts $salesAccounts
    ) {}

    public function modifyData(array $data)
    {
        return $data;
    }

    public function modifyMeta(array $meta)
    {
        $path = $this->arrays->findPath(CatalogueProducts::SALES_ACCOUNT, $meta, null, 'children');
        $accounts = $this->salesAccounts->all();
        if ($path !== null && $accounts) {
            $meta = $this->arrays->merge($path . '/arguments/data/config', $meta, [
                'formElement' => 'select',
                'component' => 'Magento_Ui/js/form/element/select',
                'elementTmpl' => 'ui/form/element/select',
                'options' => $this->options($accounts),
                'notice' => __('Account in Xero for sales of this product.'),
            ]);
        }
        $state = $this->state();
        if ($state === '') {
            return $meta;
        }
        // Where somebody put the attribute into another group, the state has its own.
        $meta[self::GROUP] ??= ['arguments' => ['data' => ['config' => [
            'componentType' => 'fieldset', 'label' => __('Xero'), 'collapsible' => true, 'sortOrder' => 200,
        ]]]];
        $meta[self::GROUP]['children']['ledgerline_xero_state'] = ['arguments' => ['data' => ['config' => [
            'componentType' => 'container',
            'component' => 'Magento_Ui/js/form/components/html',
            'content' => $state,
            'sortOrder' => 1000,
        ]]]];
        return $meta;
    }

    /** @param array<string,string> $accounts */
    private function options(array $accounts): array
    {
        $options = [['value' => '', 'label' => __('-- Sales account of the configuration --')]];
        $value = trim((string)$this->locator->getProduct()->getData(CatalogueProducts::SALES_ACCOUNT));
        if ($value !== '' && !isset($accounts[$value])) {
            $options[] = ['value' => $value, 'label' => $this->salesAccounts->gone($value)];
        }
        foreach ($accounts as $code => $label) {
            $options[] = ['value' => (string)$code, 'label' => $label];
        }
        return $options;
    }

    /** How the product stands; nothing for a new one, or without the right. */
    private function state(): string
    {
        return $this->layout->createBlock(Tab::class, '', ['data' => [
            'entity' => 'product', 'in_form' => true, 'parameter' => 'id',
        ]])->toHtml();
    }
}
