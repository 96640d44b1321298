<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config\Mapping;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Mapping\MappingState;
use Ledgerline\Xero\Mapping\TotalsTable;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\Block\Template\Context;

/** How many totals of other extensions are mapped. */
class TotalsSummary extends AbstractSummary
{
    protected const PAGE = 'totals';

    public function __construct(
        Context $context,
        Connection $connection,
        Problem $problem,
        private readonly TotalsTable $totalsTable,
        array $data = []
    ) {
        parent::__construct($context, $connection, $problem, $data);
    }

    protected function look(string $connection): array
    {
        $states = $this->totalsTable->states($connection);
        $blocking = ($states[MappingState::MISSING] ?? 0) + ($states[MappingState::GONE] ?? 0);
        return [
            'text' => ($states[MappingState::MAPPED] ?? 0) > 0 || $blocking > 0
                ? (string)__('%1 mapped', $states[MappingState::MAPPED] ?? 0)
                : (string)__('Nothing is mapped. That is right for a shop without store credit, gift cards or surcharges.'),
            'attention' => $blocking > 0 ? (string)__('%1 without an account', $blocking) : '',
        ];
    }

    protected function label(): string
    {
        return (string)__('Open totals of other extensions');
    }
}
