<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config\Mapping;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Mapping\MappingState;
use Ledgerline\Xero\Mapping\TaxTable;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\Block\Template\Context;

/** How many tax rates are mapped. */
class TaxSummary extends AbstractSummary
{
    protected const PAGE = 'tax';

    public function __construct(
        Context $context,
        Connection $connection,
        Problem $problem,
        private readonly TaxTable $taxTable,
        array $data = []
    ) {
        parent::__construct($context, $connection, $problem, $data);
    }

    protected function look(string $connection): array
    {
        $states = $this->taxTable->states($connection);
        $blocking = ($states[MappingState::MISSING] ?? 0) + ($states[MappingState::GONE] ?? 0);
        $proposals = $states[MappingState::PROPOSAL] ?? 0;
        return [
            'text' => ($states[MappingState::OPEN] ?? 0) > 0 && ($states[MappingState::MAPPED] ?? 0) + ($states[MappingState::AUTOMATIC] ?? 0) === 0 ? $this->later() : (string)__('%1 mapped, %2 matched automatically', $states[MappingState::MAPPED] ?? 0, $states[MappingState::AUTOMATIC] ?? 0),
            'attention' => implode(', ', array_filter([
                $blocking > 0 ? (string)__('%1 without a tax rate in Xero', $blocking) : '',
                $proposals > 0 ? (string)__('%1 to confirm', $proposals) : '',
            ])),
        ];
    }

    protected function label(): string
    {
        return (string)__('Open tax mapping');
    }
}
