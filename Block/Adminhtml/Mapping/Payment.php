<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Mapping;

use Ledgerline\Xero\Block\Adminhtml\PageContext;
use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Mapping\PaymentTable;
use Magento\Backend\Block\Template\Context;

/** The page "Payment mapping". */
class Payment extends AbstractPage
{
    public const PATHS = ['payments/map', 'payments/fees'];
    protected const PAGE = 'payment';

    public function __construct(
        Context $context,
        PageContext $page,
        private readonly PaymentTable $paymentTable,
        private readonly Settings $settings,
        array $data = []
    ) {
        parent::__construct($context, $page, $data);
    }

    public function getIntroduction(): string
    {
        return (string)__('The account in Xero that each payment method pays into. Methods without a choice pay into the bank account of the configuration. "Do not create a payment" leaves the invoice open in Xero, for a bookkeeper or a bank feed to settle.');
    }

    public function getRefreshLabel(): string
    {
        return (string)__('Update bank accounts');
    }

    public function getChoosable(): string
    {
        // The first choice is no account.
        return (string)__('%1 accounts that take payments', count($this->getAccounts()) - 1);
    }

    public function getRows(): array
    {
        return $this->paymentTable->rows($this->getConnection());
    }

    public function getAccounts(): array
    {
        return $this->page->choices->paymentAccounts($this->getConnection());
    }

    public function getFeeAccounts(): array
    {
        return $this->page->choices->accounts($this->getConnection(), AccountRole::FEE);
    }

    /** What a method without a choice uses. */
    public function getUsualLabel(): string
    {
        $bank = $this->settings->accounts($this->scope())['bank'];
        foreach ($this->getAccounts() as $account) {
            if ($account['value'] === $bank) {
                return (string)__('Bank account: %1', $account['label']);
            }
        }
        return $bank === '' ? (string)__('-- Please choose --') : (string)__('Bank account: %1', $bank);
    }
}
