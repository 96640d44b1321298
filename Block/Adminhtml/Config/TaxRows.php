<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Model\Choices;
use Ledgerline\Xero\Model\Config\Source\TaxRate;
use Ledgerline\Xero\Model\Connection;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Framework\View\Helper\SecureHtmlRenderer;

/**
 * Tax rates of the shop and the tax types of Xero that they become.
 */
class TaxRows extends AbstractRows
{
    /**
     * @var TaxRate
     */
    private $taxRate;

    /**
     * @var array[]|null
     */
    private $rates;

    /**
     * @param Context $context
     * @param Choices $choices
     * @param Connection $connection
     * @param Json $json
     * @param TaxRate $taxRate
     * @param array $data
     * @param SecureHtmlRenderer|null $secureRenderer
     */
    public function __construct(
        Context $context,
        Choices $choices,
        Connection $connection,
        Json $json,
        TaxRate $taxRate,
        array $data = [],
        ?SecureHtmlRenderer $secureRenderer = null
    ) {
        $this->taxRate = $taxRate;
        parent::__construct($context, $choices, $connection, $json, $data, $secureRenderer);
    }

    /**
     * @inheritdoc
     */
    public function getColumnData(): array
    {
        return [
            [
                'name' => 'rate',
                'label' => (string)__('Tax rate of the shop'),
                'kind' => 'suggestion',
                'options' => $this->rates(),
                'empty' => (string)__('Rate, or percentage such as 20'),
            ],
            [
                'name' => 'tax_type',
                'label' => (string)__('Tax rate in Xero'),
                'kind' => 'choice',
                'list' => 'tax_types',
                'options' => $this->choices->taxTypes($this->code()),
                'empty' => (string)__('-- Please choose --'),
            ],
        ];
    }

    /**
     * @inheritdoc
     */
    public function getEmptyText(): string
    {
        return (string)__('No rows: every rate is matched automatically, if that is switched on above.');
    }

    /**
     * @inheritdoc
     */
    public function getFillLabel(): string
    {
        return $this->getFillValues() ? (string)__('Add all rates of the shop') : '';
    }

    /**
     * @inheritdoc
     */
    public function getFillValues(): array
    {
        return array_values(array_filter(array_column($this->rates(), 'value'), static function (string $value): bool {
            return !is_numeric($value);
        }));
    }

    /**
     * Rates and percentages to suggest.
     *
     * @return array[]
     */
    private function rates(): array
    {
        return $this->rates = $this->rates ?? $this->taxRate->toOptionArray();
    }
}
