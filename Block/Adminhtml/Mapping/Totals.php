<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Mapping;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Model\AccountRole;
use Ledgerline\Xero\Model\Choices;
use Ledgerline\Xero\Model\Connection;
use Ledgerline\Xero\Model\Mapping\State;
use Ledgerline\Xero\Model\Mapping\TotalsTable;
use Ledgerline\Xero\Model\Mapping\Writer;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Serialize\Serializer\Json;

/**
 * The page "Totals of other extensions".
 */
class Totals extends AbstractPage
{
    /**
     * @param Context $context
     * @param Connection $connection
     * @param Connections $connections
     * @param Choices $choices
     * @param Writer $writer
     * @param State $state
     * @param Json $json
     * @param TotalsTable $totalsTable
     * @param array $data
     */
    public function __construct(
        Context $context,
        Connection $connection,
        Connections $connections,
        Choices $choices,
        Writer $writer,
        State $state,
        Json $json,
        private TotalsTable $totalsTable,
        array $data = []
    ) {
        parent::__construct($context, $connection, $connections, $choices, $writer, $state, $json, $data);
    }

    /**
     * @inheritdoc
     */
    public function getPage(): string
    {
        return 'totals';
    }

    /**
     * @inheritdoc
     */
    public function getTables(): string
    {
        return 'Ledgerline_Xero::mapping/totals.phtml';
    }

    /**
     * @inheritdoc
     */
    public function getIntroduction(): string
    {
        return (string)__('Store credit, gift cards, rewards, surcharges and other totals that are no product and no shipping. Without an account such documents are held, and appear here with their number.');
    }

    /**
     * @inheritdoc
     */
    public function getRefreshLabel(): string
    {
        return (string)__('Update accounts');
    }

    /**
     * @inheritdoc
     */
    public function getPaths(): array
    {
        return ['totals/map'];
    }

    /**
     * Totals.
     *
     * @return array[]
     */
    public function getRows(): array
    {
        return $this->totalsTable->rows($this->getConnection());
    }

    /**
     * Accounts that totals can be booked on.
     *
     * @return array[]
     */
    public function getAccounts(): array
    {
        return $this->choices->accounts($this->getConnection(), AccountRole::TOTAL);
    }
}
