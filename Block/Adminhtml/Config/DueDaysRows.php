<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Config\Source\DueTerms;
use Ledgerline\Xero\Config\Source\PaymentMethod;
use Ledgerline\Xero\Connection\Connection;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Serialize\Serializer\Json;

/** Payment methods that are paid later, and their payment terms. */
class DueDaysRows extends AbstractRows
{
    /** @var array[]|null */
    private ?array $methods = null;

    public function __construct(
        Context $context,
        Choices $choices,
        Connection $connection,
        Json $json,
        private readonly PaymentMethod $paymentMethod,
        private readonly DueTerms $dueTerms,
        array $data = []
    ) {
        parent::__construct($context, $choices, $connection, $json, $data);
    }

    public function getColumnData(): array
    {
        return [
            [
                'name' => 'method',
                'label' => (string)__('Payment method of the shop'),
                'kind' => 'choice',
                'options' => $this->methods = $this->methods ?? $this->paymentMethod->toOptionArray(),
                'empty' => (string)__('-- Please choose --'),
            ],
            [
                'name' => 'days',
                'label' => (string)__('Day(s)'),
                'kind' => 'text',
                'options' => [],
                'empty' => '',
            ],
            [
                'name' => 'terms',
                'label' => (string)__('Payment terms'),
                'kind' => 'choice',
                'options' => $this->dueTerms->toOptionArray(),
                'empty' => (string)__('-- Please choose --'),
            ],
        ];
    }

    public function getEmptyText(): string
    {
        return (string)__('No rows: the days and terms above count for all methods.');
    }
}
