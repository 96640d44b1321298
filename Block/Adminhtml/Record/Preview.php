<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Record;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Problem\Remedy;
use Ledgerline\Xero\Record\Access;
use Ledgerline\Xero\Record\Preview as Documents;
use Ledgerline\Xero\Text\Messages;
use Magento\Backend\Block\Template;
use Magento\Backend\Block\Template\Context;

/** The document that a record would become, to read. */
class Preview extends Template
{
    protected $_template = 'Ledgerline_Xero::record/preview.phtml';

    /** @param array $data entity, record_id */
    public function __construct(
        Context $context,
        private readonly Documents $documents,
        private readonly Remedy $remedy,
        private readonly Connection $connection,
        private readonly Connections $connections,
        private readonly Messages $messages,
        private readonly Access $access,
        array $data = []
    ) {
        parent::__construct($context, $data);
    }

    /** Documents, one for each organisation. */
    public function getDocuments(): array
    {
        return array_map(function (array $document): array {
            $document['organisation'] = count($this->connections->all()) > 1
                ? $this->connection->status($document['connection'])->organisationName()
                : '';
            if ($document['held'] !== null) {
                $document['held'] = ['message' => $this->messages->of($document['held']),
                    'fix' => $this->messages->of($document['held'], 'fix')] + $document['held'];
            }
            $document['link'] = $document['held'] === null
                ? null
                : $this->remedy->of((string)$document['held']['code'], $document['connection']);
            if ($document['stuck'] !== null) {
                $document['stuck'] = [
                    'message' => (string)($document['stuck']->excluded
                        ? __('A person decided that it is never sent.')
                        : __('It is held and is not sent as things stand: %1', $this->messages->say($document['stuck']->message))),
                    'link' => $this->remedy->of($document['stuck']->code, $document['connection']),
                ];
            }
            return $document['unread'] ? $this->unread($document) : $document;
        }, $this->documents->of((string)$this->getData('entity'), (int)$this->getData('record_id')));
    }

    public function getPaperHtml(array $document): string
    {
        return $this->getLayout()->createBlock(DocumentPreview::class, '', ['data' => ['document' => $document]])->toHtml();
    }

    /**
     * What keeps a document from being previewed, and what to do about it.
     * @return array with reason and refresh (where to have Xero's lists read, for those who may)
     */
    private function unread(array $document): array
    {
        if (!$this->connection->isConnected($document['connection'])) {
            $document['reason'] = (string)__('The shop is not connected to Xero. Once it is, you see here what would be sent.');
            $document['refresh'] = '';
            $document['link'] = $this->remedy->page('not_connected', $document['connection']);
            return $document;
        }
        $document['reason'] = (string)__(
            'The lists of accounts and tax rates were not read from Xero yet, so the document cannot be put together. '
            . 'They are read with the next sending.'
        );
        $document['refresh'] = $this->access->has('config')
            ? $this->getUrl('ledgerline_xero/accounts/refresh', ['connection' => $document['connection']])
            : '';
        return $document;
    }
}
