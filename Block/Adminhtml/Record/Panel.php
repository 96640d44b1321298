<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Record;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\Data\Link;
use Ledgerline\Xero\Api\Data\LogLine;
use Ledgerline\Xero\Api\Data\Standing;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Problem\Remedy;
use Ledgerline\Xero\Record\Access;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\Record\RecordHistory;
use Ledgerline\Xero\Sending\SendingStatus;
use Ledgerline\Xero\Status\RecordStatus;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Messages;
use Ledgerline\Xero\Ui\Source\Kind;
use Ledgerline\Xero\Ui\Source\LogStatus;
use Ledgerline\Xero\Ui\Source\Status;
use Magento\Backend\Block\Template;
use Magento\Backend\Block\Template\Context;

/** How a record stands in Xero, its documents there, what happened, and what can be done. */
class Panel extends Template
{
    private const SEVERITIES = [
        RecordStatus::SYNCED => 'notice', RecordStatus::HELD => 'minor', RecordStatus::FAILED => 'critical', 'success' => 'notice', 'unknown' => 'minor',
    ];

    protected $_template = 'Ledgerline_Xero::record/panel.phtml';

    /** @var array[]|null */
    private ?array $documents = null;

    /** @param array $data entity, record_id */
    public function __construct(
        Context $context,
        private readonly RecordHistory $story,
        private readonly Access $access,
        private readonly Remedy $remedy,
        private readonly Display $display,
        private readonly Entity $entity,
        private readonly Connection $connection,
        private readonly Connections $connections,
        private readonly AvailabilityInterface $availability,
        private readonly Status $statuses,
        private readonly LogStatus $logStatuses,
        private readonly Kind $kinds,
        private readonly Messages $messages,
        private readonly SendingStatus $sending,
        array $data = []
    ) {
        parent::__construct($context, $data);
    }

    /** Why there is nothing to tell; empty when there may be. */
    public function getHindrance(): string
    {
        $state = $this->availability->state();
        return $state['ok'] ? '' : trim($state['message'] . ' ' . $state['fix']);
    }

    /**
     * How all of it stands.
     * @return array state, label, severity, queue (address of its line there), sentence, link {label, href} or null, live (whether it may change
     *     in a moment)
     */
    public function getStatus(): array
    {
        $standing = $this->story->worst($this->documents());
        $state = $standing === null ? RecordStatus::NONE : RecordStatus::of($standing);
        $isTrouble = in_array($state, [RecordStatus::HELD, RecordStatus::FAILED], true);
        return [
            'state' => $state,
            'label' => $state === RecordStatus::NONE ? (string)__('Not sent') : $this->statuses->label($state),
            'severity' => self::SEVERITIES[$state] ?? 'neutral',
            'queue' => $this->queueUrl($state, $standing),
            'sentence' => $this->sentence($state, $this->said($standing), ($standing?->settledAt ?? '') !== '', $this->waits()),
            'live' => $state === RecordStatus::WAITING,
            'link' => $isTrouble ? $this->remedy->of($standing->code, $standing->connection) : $this->connectLink(),
        ];
    }

    /** @return array[] the documents: label, number, href, label of the state, severity, queue, reason, connection, preview, links */
    public function getDocuments(): array
    {
        $own = [(string)$this->getData('entity'), (int)$this->getData('record_id')];
        $head = $this->getStatus()['sentence'];
        $rows = [];
        foreach ($this->documents() as $document) {
            $standing = RecordStatus::worst($document['standings']);
            $state = $standing === null ? RecordStatus::NONE : RecordStatus::of($standing);
            $page = $this->entity->page($document['entity'], (string)$document['id']);
            $reason = $state === RecordStatus::SYNCED ? '' : $this->reason($document, $standing);
            $isOther = $own !== [$document['entity'], $document['id']] && $this->access->isAllowed($document['entity']);
            $rows[] = [
                'label' => $this->entity->label($document['entity']),
                'number' => $document['number'] !== '' ? $document['number'] : '#' . $document['id'],
                'href' => $isOther && $page !== null ? $this->getUrl($page[0], $page[1]) : '',
                'state' => $state === RecordStatus::NONE ? (string)__('Not sent') : $this->statuses->label($state),
                'severity' => self::SEVERITIES[$state] ?? 'neutral',
                'queue' => $this->queueUrl($state, $standing),
                // The head of the page says it already.
                'reason' => $reason === $head ? '' : $reason,
                'preview' => $this->access->has('record_preview') && $this->access->isAllowed($document['entity'])
                    ? $this->getUrl('ledgerline_xero/record/preview', ['entity' => $document['entity'], 'id' => $document['id']])
                    : '',
                'links' => array_map($this->link(...), $document['links']),
            ];
        }
        return $rows;
    }

    /** @return array[] what happened, the newest first: at, status, severity, kind, number, message, fix, href */
    public function getLines(): array
    {
        $mayOpen = $this->access->has('log');
        return array_map(fn (LogLine $line): array => [
            'at' => $this->display->moment($line->at),
            'status' => $this->logStatuses->label($line->status),
            'severity' => self::SEVERITIES[$line->status] ?? 'neutral',
            'kind' => $this->kinds->label($line->kind),
            'number' => $this->numberInXero($line),
            'message' => $this->messages->say($line->message),
            'fix' => $this->messages->say($line->fix),
            'href' => $mayOpen ? $this->getUrl('ledgerline_xero/log/view', ['id' => $line->id]) : '',
        ], $this->story->lines($this->documents()));
    }

    /** @return array[] what this person may do with it: label, url, question, primary */
    public function getActions(): array
    {
        // Of an order some documents may be out and others not.
        $standings = array_merge(...array_column($this->documents(), 'standings') ?: [[]]);
        $out = array_column($standings, 'excluded');
        $isOut = $out && !in_array(false, $out, true);
        $actions = [];
        if (!$isOut && $this->access->has('record_send')) {
            $actions[] = ['label' => (string)__('Send now'), 'url' => $this->action('send'), 'question' => '',
                'primary' => $this->getStatus()['state'] !== RecordStatus::SYNCED];
        }
        if (!$isOut && $this->access->has('record_queue')) {
            $actions[] = ['label' => (string)__('Add to Xero queue'), 'url' => $this->action('queue'), 'question' => '',
                'primary' => false];
        }
        if ($this->access->has('record_exclude')) {
            $actions[] = $isOut
                ? ['label' => (string)__('Allow sending again'), 'url' => $this->action('allow'), 'question' => '', 'primary' => false]
                : ['label' => (string)__('Never send to Xero'), 'url' => $this->action('exclude'), 'primary' => false,
                    'question' => (string)__('It will no longer be sent to Xero, and leaves the queue. Whatever is already in Xero stays there.')];
        }
        return $actions;
    }

    /** The number that the line's document has in Xero, with its prefix; the shop's while it is not there. */
    private function numberInXero(LogLine $line): string
    {
        foreach (array_merge([], ...array_column($this->documents(), 'links')) as $link) {
            if ($link->kind === $line->kind && str_ends_with($link->number, $line->number)) {
                return $link->number;
            }
        }
        return $line->number;
    }

    /** Where the lines of the queue are that a state is about; empty when it has none, or this person may not see them. */
    private function queueUrl(string $state, ?Standing $standing): string
    {
        return $standing !== null && in_array($state, RecordStatus::QUEUED, true) && $this->access->has('queue')
            ? $this->getUrl('ledgerline_xero/queue/index', ['_query' => [
                'filters' => ['entity' => $standing->entity, 'entity_id' => $standing->entityId],
            ]])
            : '';
    }

    /** Whether the shop keeps books with several organisations. */
    public function hasConnections(): bool
    {
        return count($this->connections->all()) > 1;
    }

    /** Why a document is not in Xero: what the engine said of it, or when it goes. */
    private function reason(array $document, ?Standing $standing): string
    {
        $message = $this->said($standing);
        return $message === '' && $document['waiting']?->state === 'waiting'
            ? $this->sending->job($document['waiting'])
            : $message;
    }

    /** What the engine said of a document, but for what a lost connection has overtaken. */
    private function said(?Standing $standing): string
    {
        return $standing === null ? '' : ($this->sending->lost($standing->state, $standing->connection) ?: $this->messages->say($standing->message));
    }

    /** When the first of the documents that wait goes. */
    private function waits(): string
    {
        foreach ($this->documents() as $document) {
            if ($document['waiting']?->state === 'waiting') {
                return $this->sending->job($document['waiting']);
            }
        }
        return '';
    }

    private function link(Link $link): array
    {
        $hasBoth = $link->total !== '' && $link->xeroTotal !== '';
        $amount = fn (string $total): string => trim($this->display->amount($total) . ' ' . $link->currency);
        return [
            'kind' => $this->kinds->label($link->kind),
            'number' => $link->number,
            'amount' => $link->xeroTotal === '' ? '' : $amount($link->xeroTotal),
            'differs' => $hasBoth && bccomp($link->total, $link->xeroTotal, 2) !== 0 ? $amount($link->total) : '',
            'at' => $link->settledAt === '' ? '' : $this->display->moment($link->settledAt),
            'url' => preg_match('#^https?://#', $link->xeroUrl) ? $link->xeroUrl : '',
            'adopted' => $link->adopted,
            'organisation' => $this->hasConnections()
                ? $this->connection->status($link->connection)->organisation?->name ?? $link->connection
                : '',
        ];
    }

    /** @param string $waits when it goes */
    private function sentence(string $state, string $message, bool $isInXero, string $waits): string
    {
        if ($state === RecordStatus::EXCLUDED && $isInXero) {
            return (string)__('Xero has it. A person decided that later changes are never sent.');
        }
        if ($message !== '' && $state !== RecordStatus::SYNCED) {
            return $message;
        }
        if ($state !== RecordStatus::SYNCED && !$this->connection->isAnyConnected()) {
            return (string)__('The shop is not connected to Xero. What is queued is sent once it is.');
        }
        $sentences = [
            RecordStatus::SYNCED => __('It is in Xero.'),
            RecordStatus::WAITING => $waits ?: __('It is in the queue.'),
            RecordStatus::EXCLUDED => __('A person decided that it is never sent.'),
            RecordStatus::CANCELLED => __('It was taken out of the queue. It is sent when it changes, or when you press Send now.'),
            RecordStatus::NONE => __('It was not sent to Xero yet.'),
        ];
        return (string)($sentences[$state] ?? '');
    }

    /** @return array{label:string, href:string}|null where the shop is connected, while it is not */
    private function connectLink(): ?array
    {
        return $this->connection->isAnyConnected() ? null : $this->remedy->page('not_connected', Connections::DEFAULT_CODE);
    }

    private function action(string $name): string
    {
        return $this->getUrl('ledgerline_xero/record/' . $name, [
            'entity' => (string)$this->getData('entity'),
            'id' => (int)$this->getData('record_id'),
        ]);
    }

    private function documents(): array
    {
        return $this->documents
            ??= $this->story->documents((string)$this->getData('entity'), (int)$this->getData('record_id'));
    }
}
