<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Component\Listing\Column;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\Data\Message;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Outbox\Collector;
use Ledgerline\Xero\Sending\SendingStatus;
use Ledgerline\Xero\Snapshot\Reader;
use Ledgerline\Xero\Status\GridQuery;
use Ledgerline\Xero\Status\RecordStatus;
use Ledgerline\Xero\Status\Table;
use Ledgerline\Xero\Text\Messages;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\View\Element\UiComponent\ContextInterface;
use Magento\Framework\View\Element\UiComponentFactory;
use Magento\Ui\Component\Listing\Columns\Column;

/** How the records of a grid's page stand in Xero: one question for all of them, and the reasons of those in trouble. */
class Status extends Column
{
    private const EXPLAINED = [RecordStatus::HELD, RecordStatus::ON_HOLD, RecordStatus::FAILED, RecordStatus::NONE, RecordStatus::CANCELLED];
    private const RIGHT = 'Ledgerline_Xero::queue';
    /** Lines of the queue that are read for one page of a grid. */
    private const MOST = 500;
    /** A grid does not make a person wait for a backlog of what was touched; cron reads it. */
    private const SECONDS = 1.0;

    public function __construct(
        ContextInterface $context,
        UiComponentFactory $uiComponentFactory,
        private readonly Table $table,
        private readonly GridQuery $query,
        private readonly EngineInterface $engine,
        private readonly AvailabilityInterface $availability,
        private readonly Messages $messages,
        private readonly SendingStatus $sending,
        private readonly AuthorizationInterface $authorization,
        private readonly Collector $collector,
        array $components = [],
        array $data = []
    ) {
        parent::__construct($context, $uiComponentFactory, $components, $data);
    }

    public function prepare()
    {
        parent::prepare();
        if ($this->query->isAllowed()) {
            // A person looks for what they have just saved.
            $this->collector->catchUp(self::SECONDS);
        } else {
            $this->setData('config', ['componentDisabled' => true] + $this->getData('config'));
        }
    }

    public function prepareDataSource(array $dataSource)
    {
        $items = $dataSource['data']['items'] ?? [];
        if (!$items || !$this->query->isAllowed()) {
            return $dataSource;
        }
        $name = $this->getData('name');
        $rows = $this->table->read($this->entity(), array_map(intval(...), array_column($items, 'entity_id')));
        $reasons = $this->reasons($rows);
        $mayOpen = $this->authorization->isAllowed(self::RIGHT);
        foreach ($items as $i => $item) {
            $row = $rows[(int)($item['entity_id'] ?? 0)] ?? ['state' => RecordStatus::NONE, 'xero_url' => '', 'number' => ''];
            $dataSource['data']['items'][$i] = [
                $name => $row['state'],
                $name . '_url' => $row['xero_url'],
                $name . '_number' => $row['number'],
                $name . '_reason' => $reasons[$row['about_type'] ?? ''][$row['about_id'] ?? ''] ?? '',
                $name . '_queue' => $mayOpen && in_array($row['state'], RecordStatus::QUEUED, true) ? $this->queueUrl($row) : '',
            ] + $item;
        }
        return $dataSource;
    }

    /** The grid of products has a collection of its own kind, which knows attributes only. */
    protected function applySorting()
    {
        $sorting = $this->getContext()->getRequestParam('sorting');
        if ($this->entity() !== Reader::PRODUCT) {
            parent::applySorting();
        } elseif (($sorting['field'] ?? '') === $this->getName() && $this->query->isAllowed()) {
            $collection = $this->getContext()->getDataProvider()->getCollection();
            $this->query->join($collection, Reader::PRODUCT, 'e.entity_id');
            $direction = strtoupper((string)($sorting['direction'] ?? '')) === 'DESC' ? 'DESC' : 'ASC';
            $collection->getSelect()->order(new \Zend_Db_Expr($this->query->sorted() . ' ' . $direction));
        }
    }

    /**
     * Why records are in trouble. Reasons may name people, so they stay in the extension's store.
     * @return array<string,array<string,string>> by entity and id
     */
    private function reasons(array $rows): array
    {
        $ids = $waiting = [];
        foreach ($rows as $row) {
            if (in_array($row['state'], self::EXPLAINED, true)) {
                $ids[$row['about_type']][] = $row['about_id'];
            } elseif ($row['state'] === RecordStatus::WAITING) {
                $waiting[$row['about_type']][] = $row['about_id'];
            }
        }
        $reasons = [];
        try {
            foreach ($waiting && $this->availability->isReady() ? $waiting : [] as $entity => $some) {
                $reasons[$entity] = $this->waits((string)$entity, $some);
            }
            foreach ($ids && $this->availability->isReady() ? $ids : [] as $entity => $some) {
                foreach ($this->engine->standings((string)$entity, $some) as $id => $list) {
                    $reasons[$entity][(string)$id] = $this->messages->say(RecordStatus::worst($list)?->message ?? new Message());
                }
            }
        } catch (\Throwable $thrown) {
            // A grid of the shop's own is not the place for our troubles; the notices tell them.
            return [];
        }
        return $reasons;
    }

    /**
     * When records that wait go, or what they wait for.
     * @param string[] $ids
     * @return array<string,string> by id
     */
    private function waits(string $entity, array $ids): array
    {
        $page = $this->engine->jobs([
            'filters' => [
                ['field' => 'entity', 'condition' => 'eq', 'value' => $entity],
                ['field' => 'entity_id', 'condition' => 'in', 'value' => array_map(strval(...), $ids)],
                ['field' => 'state', 'condition' => 'in', 'value' => ['waiting', 'running', 'unknown']],
            ],
            'sort' => 'id',
            'direction' => 'asc',
            'page' => 1,
            'page_size' => self::MOST,
        ]);
        $waits = [];
        foreach ($page->rows as $job) {
            $waits[$job->entityId] ??= match (true) {
                $job->state === 'running' => (string)__('It is being sent now.'),
                $job->message->english !== '' => $this->messages->say($job->message),
                default => $this->sending->job($job),
            };
        }
        return $waits;
    }

    /** The lines of the queue that a row's state is about. */
    private function queueUrl(array $row): string
    {
        return $this->getContext()->getUrl('ledgerline_xero/queue/index', ['_query' => [
            'filters' => ['entity' => $row['about_type'], 'entity_id' => $row['about_id']],
        ]]);
    }

    private function entity(): string
    {
        return (string)$this->getData('config/entity');
    }
}
