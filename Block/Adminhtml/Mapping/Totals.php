<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Mapping;

use Ledgerline\Xero\Block\Adminhtml\PageContext;
use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Mapping\TotalsTable;
use Magento\Backend\Block\Template\Context;

/** The page "Totals of other extensions". */
class Totals extends AbstractPage
{
    public const PATHS = ['totals/map'];
    protected const PAGE = 'totals';

    public function __construct(Context $context, PageContext $page, private readonly TotalsTable $totalsTable, array $data = [])
    {
        parent::__construct($context, $page, $data);
    }

    public function getIntroduction(): string
    {
        return (string)__('The accounts for store credit, gift cards, rewards, surcharges and other totals that are neither products nor shipping. The last column counts the documents that are held because such a total has no account.');
    }

    public function getRefreshLabel(): string
    {
        return (string)__('Update accounts');
    }

    public function getChoosable(): string
    {
        return (string)__('%1 fitting accounts', count($this->getAccounts()));
    }

    public function getRows(): array
    {
        return $this->totalsTable->rows($this->getConnection());
    }

    public function getAccounts(): array
    {
        return $this->page->choices->accounts($this->getConnection(), AccountRole::TOTAL);
    }
}
