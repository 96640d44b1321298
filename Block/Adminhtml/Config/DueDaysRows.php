<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Config\Source\PaymentMethod;
use Ledgerline\Xero\Connection\Connection;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Serialize\Serializer\Json;

/** Payment methods that are paid later, and the days they give. */
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
                'label' => (string)__('Days'),
                'kind' => 'text',
                'options' => [],
                'empty' => '',
            ],
        ];
    }

    public function getEmptyText(): string
    {
        return (string)__('No rows: the days above count for all methods.');
    }
}
