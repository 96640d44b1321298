<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Mapping;

use Ledgerline\Xero\Block\Adminhtml\PageContext;
use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Mapping\MappingState;
use Ledgerline\Xero\Mapping\ShopTaxRates;
use Ledgerline\Xero\Mapping\TaxTable;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Percentage;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Locale\ListsInterface;

/** The page "Tax mapping". */
class Tax extends AbstractPage
{
    public const PATHS = ['tax/map', 'tax/rules'];
    protected const PAGE = 'tax';

    /** Codes in the list of countries that are none: unions, and places for tests. */
    private const NO_COUNTRIES = ['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ'];

    public function __construct(
        Context $context,
        PageContext $page,
        private readonly TaxTable $taxTable,
        private readonly ShopTaxRates $shopRates,
        private readonly Catalogue $catalogue,
        private readonly ListsInterface $lists,
        private readonly Display $display,
        array $data = []
    ) {
        parent::__construct($context, $page, $data);
    }

    public function getIntroduction(): string
    {
        return (string)__('Every tax rate of the shop, and the tax rate in Xero that its lines get. What is not chosen here is matched by its percentage where that leaves no doubt and the configuration allows it; documents with any other rate are held until you choose.');
    }

    public function getRefreshLabel(): string
    {
        return (string)__('Update tax rates');
    }

    public function getChoosable(): string
    {
        return (string)__('%1 tax rates for sales', count($this->getTypes()));
    }

    public function hasProposals(): bool
    {
        foreach ($this->getRows() as $row) {
            if ($row['state'] === MappingState::PROPOSAL && ($row['proposal']['fit'] ?? '') === 'exact') {
                return true;
            }
        }
        return false;
    }

    public function getRows(): array
    {
        return $this->taxTable->rows($this->getConnection());
    }

    /** Rules with conditions, and an empty one to copy. */
    public function getRules(): array
    {
        return $this->taxTable->conditional($this->getConnection());
    }

    public function getEmptyRule(): array
    {
        return ['rate' => '', 'applies' => '', 'customer_class' => '', 'country' => '', 'vat_number' => null, 'tax_type' => ''];
    }

    /** @return array[] tax rates of Xero to choose from: value, label, percent */
    public function getTypes(): array
    {
        return array_map(fn (array $rate): array => [
            'value' => (string)$rate['type'],
            'label' => $this->page->choices->taxTypeLabel($rate),
            'percent' => Percentage::plain((string)($rate['rate'] ?? '')),
        ], $this->catalogue->salesTaxRates($this->getConnection()));
    }

    /** @return string[] names of the customers' tax classes */
    public function getCustomerClasses(): array
    {
        return $this->shopRates->customerClasses();
    }

    /** @return array[] value, label */
    public function getCountries(): array
    {
        $countries = array_filter($this->lists->getOptionCountries(), static function (array $country): bool {
            return !in_array($country['value'], self::NO_COUNTRIES, true);
        });
        return array_merge([['value' => 'EU', 'label' => (string)__('Any other country of the EU')]], array_values($countries));
    }

    /** A percentage as people write it; of several rates added, each of them. */
    public function getPercent(string $percent): string
    {
        return $this->display->decimal($percent) . "\u{a0}%";
    }

    public function getCountryName(string $code): string
    {
        return $code === '' ? '' : (string)($this->lists->getCountryTranslation($code) ?: $code);
    }
}
