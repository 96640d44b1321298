<?php
declare(strict_types=1);

namespace Ledgerline\Xero\ViewModel;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Connection\Connection;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\UrlInterface;
use Magento\Framework\View\Element\Block\ArgumentInterface;

/** What to do next when queue or log have nothing to show. */
class EmptyGrid implements ArgumentInterface
{
    private const OVER = ['done', 'cancelled'];

    public function __construct(
        private readonly AvailabilityInterface $availability,
        private readonly EngineInterface $engine,
        private readonly Connection $connection,
        private readonly AuthorizationInterface $authorization,
        private readonly UrlInterface $url
    ) {}

    /**
     * A sentence and where to go; null when the grid has rows, or something else is wrong.
     * @param string $listing name of the listing
     * @return array{text:string, label:string, href:string}|null
     */
    public function get(string $listing): ?array
    {
        try {
            if (!$this->availability->isReady()) {
                return null;
            }
            if ($listing === 'ledgerline_xero_log_listing') {
                return $this->log();
            }
            return $listing === 'ledgerline_xero_queue_listing' ? $this->queue() : null;
        } catch (\Throwable $thrown) {
            // The notice says what is wrong.
            return null;
        }
    }

    private function log(): ?array
    {
        if ($this->engine->log(['page' => 1, 'page_size' => 1])->rows) {
            return null;
        }
        return $this->connection->isAnyConnected()
            ? $this->configuration((string)__(
                'Nothing was sent yet. New documents are sent automatically; "Sync All Data Now" in the configuration sends what is in the shop already.'
            ))
            : $this->configuration((string)__('The shop is not connected to Xero yet, so nothing was sent.'));
    }

    private function queue(): ?array
    {
        $open = $this->engine->jobs([
            'filters' => [['field' => 'state', 'condition' => 'nin', 'value' => self::OVER]],
            'page' => 1,
            'page_size' => 1,
        ]);
        if ($open->rows) {
            return null;
        }
        if (!$this->connection->isAnyConnected()) {
            return $this->configuration((string)__('The shop is not connected to Xero yet. What happens in the shop is queued here until it is.'));
        }
        $link = $this->authorization->isAllowed('Ledgerline_Xero::log')
            ? ['label' => (string)__('View logs'), 'href' => $this->url->getUrl('ledgerline_xero/log/index')]
            : ['label' => '', 'href' => ''];
        return ['text' => (string)__('Nothing is queued. What was sent is in the logs.')] + $link;
    }

    /** A sentence with the way to the configuration, for those who may go there. */
    private function configuration(string $text): array
    {
        $mayGo = $this->authorization->isAllowed('Ledgerline_Xero::config');
        return [
            'text' => $text,
            'label' => $mayGo ? (string)__('Open the configuration') : '',
            'href' => $mayGo ? $this->url->getUrl('adminhtml/system_config/edit', ['section' => 'ledgerline_xero']) : '',
        ];
    }
}
