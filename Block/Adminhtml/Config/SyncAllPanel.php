<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\SyncAll\Preview;
use Ledgerline\Xero\SyncAll\Report;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Serialize\Serializer\Json;

/** Sync All Data Now: choose, look at what it takes, watch it run. The run continues when the page is left. */
class SyncAllPanel extends AbstractPanel
{
    protected $_template = 'Ledgerline_Xero::config/sync-all.phtml';

    public function __construct(
        Context $context,
        Connection $connection,
        private readonly Report $report,
        private readonly Preview $preview,
        private readonly Entity $entity,
        private readonly Problem $problem,
        private readonly Json $json,
        array $data = []
    ) {
        parent::__construct($context, $connection, $data);
    }

    /** Why nothing can be sent now, or an empty text. */
    public function getHindrance(): string
    {
        if ($this->connection->isInherited($this->getRequest())) {
            return (string)__('This website uses the connection of the default configuration: start it there, for all its websites together.');
        }
        $status = $this->connection->status($this->code());
        if ($status->isConnected() || $status->state === ConnectionStatus::PAUSED) {
            return '';
        }
        return $status->isUnavailable()
            ? (string)__('Install the PHP extension first, see the top of this page.')
            : (string)__('Connect to Xero first, see the top of this page.');
    }

    /** @return array<string, string> entities to choose from: code => label */
    public function getEntities(): array
    {
        $entities = [];
        foreach ($this->preview->entities($this->code()) as $code) {
            $entities[$code] = $this->entity->plural($code);
        }
        return $entities;
    }

    public function mayStart(): bool
    {
        return $this->_authorization->isAllowed('Ledgerline_Xero::sync_all');
    }

    /** @return array[] links that belong to the run: label, href */
    public function getLinks(): array
    {
        $held = ['_query' => ['filters[state]' => 'held']];
        $links = [];
        foreach ([
            ['queue', __('Queue'), []],
            ['queue', __('Held documents'), $held],
            ['log', __('View logs'), []],
        ] as [$page, $label, $parameters]) {
            if ($this->_authorization->isAllowed('Ledgerline_Xero::' . $page)) {
                $links[] = ['label' => $label, 'href' => $this->getUrl('ledgerline_xero/' . $page . '/index', $parameters)];
            }
        }
        return $links;
    }

    public function getInit(): string
    {
        $parameters = ['connection' => $this->code()];
        return $this->json->serialize(['Ledgerline_Xero/js/config/sync-all' => [
            'run' => $this->getRun(),
            'mayStart' => $this->mayStart(),
            'urls' => [
                'preview' => $this->getUrl('ledgerline_xero/syncall/preview', $parameters),
                'start' => $this->getUrl('ledgerline_xero/syncall/start', $parameters),
                'step' => $this->getUrl('ledgerline_xero/syncall/step', $parameters),
                'cancel' => $this->getUrl('ledgerline_xero/syncall/cancel', $parameters),
                'pause' => $this->getUrl('ledgerline_xero/syncall/pause', $parameters),
            ],
        ]]);
    }

    /** The newest run, as the script shows it. */
    private function getRun(): array
    {
        if ($this->connection->status($this->code())->isUnavailable()) {
            return ['state' => 'none'];
        }
        try {
            return $this->report->of($this->code());
        } catch (\Exception $e) {
            $this->problem->of($e);
            return ['state' => 'none'];
        }
    }
}
