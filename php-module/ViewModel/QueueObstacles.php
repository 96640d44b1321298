<?php
declare(strict_types=1);

namespace Ledgerline\Xero\ViewModel;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Sending\SendingStatus;
use Magento\Framework\View\Element\Block\ArgumentInterface;

/** What stands in the way of what is queued, for the head of the queue's page. */
class QueueObstacles implements ArgumentInterface
{
    private const OPEN = ['waiting', 'running', 'unknown'];

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Connections $connections,
        private readonly SendingStatus $sending
    ) {}

    /** @return string[] a sentence for each obstacle that holds up a document now */
    public function get(): array
    {
        try {
            $obstacles = [];
            foreach ($this->connections->all() as $connection) {
                if ($this->isQueued($connection)) {
                    $obstacles[] = $this->sending->obstacle($connection);
                }
            }
            return array_values(array_unique(array_filter($obstacles)));
        } catch (\Exception) {
            // The notice above says what is wrong.
            return [];
        }
    }

    private function isQueued(string $connection): bool
    {
        return $this->engine->jobs([
            'filters' => [
                ['field' => 'connection', 'condition' => 'eq', 'value' => $connection],
                ['field' => 'state', 'condition' => 'in', 'value' => self::OPEN],
            ],
            'page' => 1,
            'page_size' => 1,
        ])->rows !== [];
    }
}
