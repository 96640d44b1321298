<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Mapping;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Model\Catalogue;
use Ledgerline\Xero\Model\Choices;
use Ledgerline\Xero\Model\Connection;
use Ledgerline\Xero\Model\Mapping\ShopTaxRates;
use Ledgerline\Xero\Model\Mapping\State;
use Ledgerline\Xero\Model\Mapping\TaxTable;
use Ledgerline\Xero\Model\Mapping\Writer;
use Ledgerline\Xero\Model\Percentage;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Locale\ListsInterface;
use Magento\Framework\Serialize\Serializer\Json;

/**
 * The page "Tax mapping".
 */
class Tax extends AbstractPage
{
    /** Codes in the list of countries that are none: unions, and places for tests. */
    private const NO_COUNTRIES = ['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ'];

    /**
     * @param Context $context
     * @param Connection $connection
     * @param Connections $connections
     * @param Choices $choices
     * @param Writer $writer
     * @param State $state
     * @param Json $json
     * @param TaxTable $taxTable
     * @param ShopTaxRates $shopRates
     * @param Catalogue $catalogue
     * @param ListsInterface $lists
     * @param array $data
     */
    public function __construct(
        Context $context,
        Connection $connection,
        Connections $connections,
        Choices $choices,
        Writer $writer,
        State $state,
        Json $json,
        private TaxTable $taxTable,
        private ShopTaxRates $shopRates,
        private Catalogue $catalogue,
        private ListsInterface $lists,
        array $data = []
    ) {
        parent::__construct($context, $connection, $connections, $choices, $writer, $state, $json, $data);
    }

    /**
     * @inheritdoc
     */
    public function getPage(): string
    {
        return 'tax';
    }

    /**
     * @inheritdoc
     */
    public function getTables(): string
    {
        return 'Ledgerline_Xero::mapping/tax.phtml';
    }

    /**
     * @inheritdoc
     */
    public function getIntroduction(): string
    {
        return (string)__('Every tax rate of the shop, and the tax rate in Xero that its lines get. What is not chosen here is matched by its percentage, when that is allowed in the configuration and exactly one rate fits.');
    }

    /**
     * @inheritdoc
     */
    public function getRefreshLabel(): string
    {
        return (string)__('Update tax rates');
    }

    /**
     * @inheritdoc
     */
    public function getPaths(): array
    {
        return ['tax/map', 'tax/rules'];
    }

    /**
     * @inheritdoc
     */
    public function hasProposals(): bool
    {
        foreach ($this->getRows() as $row) {
            if ($row['state'] === State::PROPOSAL && ($row['proposal']['fit'] ?? '') === 'exact') {
                return true;
            }
        }
        return false;
    }

    /**
     * Rates of the shop.
     *
     * @return array[]
     */
    public function getRows(): array
    {
        return $this->taxTable->rows($this->getConnection());
    }

    /**
     * Rules with conditions, and an empty one to copy.
     *
     * @return array[]
     */
    public function getRules(): array
    {
        return $this->taxTable->conditional($this->getConnection());
    }

    /**
     * A rule that says nothing.
     *
     * @return array
     */
    public function getEmptyRule(): array
    {
        return ['rate' => '', 'applies' => '', 'customer_class' => '', 'country' => '', 'vat_number' => null, 'tax_type' => ''];
    }

    /**
     * Tax rates of Xero to choose from.
     *
     * @return array[] value, label, percent
     */
    public function getTypes(): array
    {
        return array_map(function (array $rate): array {
            return [
                'value' => (string)$rate['type'],
                'label' => $this->choices->taxTypeLabel($rate),
                'percent' => Percentage::plain((string)($rate['rate'] ?? '')),
            ];
        }, $this->catalogue->salesTaxRates($this->getConnection()));
    }

    /**
     * Names of the customers' tax classes.
     *
     * @return string[]
     */
    public function getCustomerClasses(): array
    {
        return $this->shopRates->customerClasses();
    }

    /**
     * Countries of delivery.
     *
     * @return array[] value, label
     */
    public function getCountries(): array
    {
        $countries = array_filter($this->lists->getOptionCountries(), static function (array $country): bool {
            return !in_array($country['value'], self::NO_COUNTRIES, true);
        });
        return array_merge([['value' => 'EU', 'label' => (string)__('Any other country of the EU')]], array_values($countries));
    }

    /**
     * Name of a country.
     *
     * @param string $code
     * @return string
     */
    public function getCountryName(string $code): string
    {
        return $code === '' ? '' : (string)($this->lists->getCountryTranslation($code) ?: $code);
    }
}
