<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config\Mapping;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Mapping\TrackingTable;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\Block\Template\Context;

/** Which tracking categories are used. */
class TrackingSummary extends AbstractSummary
{
    protected const PAGE = 'tracking';

    public function __construct(
        Context $context,
        Connection $connection,
        Problem $problem,
        private readonly TrackingTable $trackingTable,
        array $data = []
    ) {
        parent::__construct($context, $connection, $problem, $data);
    }

    protected function look(string $connection): array
    {
        $names = array_column($this->trackingTable->categories($connection), 'name', 'id');
        $used = [];
        $gone = 0;
        foreach ($this->trackingTable->rules($connection) as $rule) {
            if (isset($names[$rule['category']])) {
                $used[] = $names[$rule['category']];
            } else {
                $gone += $names ? 1 : 0;
            }
        }
        return [
            'text' => $used ? implode(', ', $used) : (string)__('No tracking categories are used.'),
            'attention' => $gone > 0 ? (string)__('%1 not in Xero any more', $gone) : '',
        ];
    }

    protected function label(): string
    {
        return (string)__('Open tracking mapping');
    }
}
