<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Record;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Model\Connection;
use Ledgerline\Xero\Model\Display;
use Ledgerline\Xero\Model\Remedy;
use Ledgerline\Xero\Record\Preview as Documents;
use Magento\Backend\Block\Template;
use Magento\Backend\Block\Template\Context;

/**
 * The document that a record would become, to read.
 */
class Preview extends Template
{
    /**
     * @var string
     */
    protected $_template = 'Ledgerline_Xero::record/preview.phtml';

    /**
     * @param Context $context
     * @param Documents $documents
     * @param Remedy $remedy
     * @param Display $display
     * @param Connection $connection
     * @param Connections $connections
     * @param array $data entity, record_id
     */
    public function __construct(
        Context $context,
        private Documents $documents,
        private Remedy $remedy,
        private Display $display,
        private Connection $connection,
        private Connections $connections,
        array $data = []
    ) {
        parent::__construct($context, $data);
    }

    /**
     * Documents, one for each organisation.
     *
     * @return array[]
     */
    public function getDocuments(): array
    {
        return array_map(function (array $document): array {
            $document['organisation'] = count($this->connections->all()) > 1
                ? (string)($this->connection->status($document['connection'])['organisation']['name'] ?? '')
                : '';
            $document['link'] = $document['held'] === null
                ? null
                : $this->remedy->of((string)$document['held']['code'], $document['connection']);
            return $document;
        }, $this->documents->of((string)$this->getData('entity'), (int)$this->getData('record_id')));
    }

    /**
     * How amounts are written.
     *
     * @return Display
     */
    public function getDisplay(): Display
    {
        return $this->display;
    }
}
