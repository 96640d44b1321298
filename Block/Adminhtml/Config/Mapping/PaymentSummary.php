<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config\Mapping;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Mapping\MappingState;
use Ledgerline\Xero\Mapping\PaymentTable;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\Block\Template\Context;

/** How many payment methods are mapped. */
class PaymentSummary extends AbstractSummary
{
    protected const PAGE = 'payment';

    public function __construct(
        Context $context,
        Connection $connection,
        Problem $problem,
        private readonly PaymentTable $paymentTable,
        array $data = []
    ) {
        parent::__construct($context, $connection, $problem, $data);
    }

    protected function look(string $connection): array
    {
        $states = $this->paymentTable->states($connection);
        $blocking = ($states[MappingState::MISSING] ?? 0) + ($states[MappingState::GONE] ?? 0);
        $held = $states[MappingState::HELD] ?? 0;
        $attention = array_filter([
            $blocking > 0 ? (string)__('%1 without an account', $blocking) : '',
            $held > 0 ? (string)__('%1 with documents held back', $held) : '',
        ]);
        $mapped = ($states[MappingState::MAPPED] ?? 0) + ($states[MappingState::WITHOUT] ?? 0);
        $usual = $states[MappingState::USUAL] ?? 0;
        return [
            'text' => ($states[MappingState::OPEN] ?? 0) > 0 && $mapped + $usual === 0 ? $this->later() : (string)($mapped === 0 && $usual > 0
                ? __('All %1 pay into the bank account above', $usual)
                : __('%1 mapped, %2 pay into the bank account above', $mapped, $usual)),
            'attention' => implode(', ', $attention),
        ];
    }

    protected function label(): string
    {
        return (string)__('Open payment mapping');
    }
}
