<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Log;

use Ledgerline\Xero\Api\Data\LogDetail;
use Ledgerline\Xero\Api\Data\LogLine;
use Ledgerline\Xero\Api\Data\QueueRow;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Block\Adminhtml\Record\DocumentPreview;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Problem\Remedy;
use Ledgerline\Xero\Record\Access;
use Ledgerline\Xero\Record\Body;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\Record\Names;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Messages;
use Ledgerline\Xero\Ui\Source\Action;
use Ledgerline\Xero\Ui\Source\Kind;
use Ledgerline\Xero\Ui\Source\LogStatus;
use Magento\Backend\Block\Template;
use Magento\Backend\Block\Template\Context;
use Magento\Backend\Block\Widget\Button;

/** One line of the log: what was sent, what came back, the attempts around it, and what can be done. */
class Line extends Template
{
    private const SEVERITIES = ['success' => 'notice', 'unknown' => 'minor', 'held' => 'minor', 'failed' => 'critical'];
    private const RETRIED = ['held', 'failed', 'cancelled'];

    protected $_template = 'Ledgerline_Xero::log/line.phtml';

    private ?LogDetail $line = null;

    /** false: not asked for yet */
    private QueueRow|false|null $job = false;

    public function __construct(
        Context $context,
        private readonly EngineInterface $engine,
        private readonly Access $access,
        private readonly Remedy $remedy,
        private readonly Display $display,
        private readonly Entity $entity,
        private readonly Connection $connection,
        private readonly LogStatus $statuses,
        private readonly Kind $kinds,
        private readonly Action $actions,
        private readonly Messages $messages,
        private readonly Names $names,
        private readonly Body $body,
        array $data = []
    ) {
        parent::__construct($context, $data);
    }

    /** The line to show; buttons follow from it. */
    public function setLine(LogDetail $line): void
    {
        $this->line = $line;
        $this->job = false;
        $toolbar = $this->getLayout()->getBlock('page.actions.toolbar');
        if (!$toolbar) {
            return;
        }
        $toolbar->addChild('back', Button::class, [
            'label' => __('Back'),
            'class' => 'back',
            'onclick' => "setLocation('" . $this->getUrl('ledgerline_xero/log/index') . "')",
        ]);
        if ($this->isRetryable()) {
            $toolbar->addChild('retry', Button::class, [
                'label' => __('Send now'),
                'class' => 'primary',
                'on_click' => '',
                'data_attribute' => ['mage-init' => ['Ledgerline_Xero/js/post' => [
                    'url' => $this->getUrl('ledgerline_xero/queue/send', ['id' => $line->jobId]),
                ]]],
            ]);
        }
    }

    /** What the line is about; an empty text when it is about no record. */
    public function getTitle(): string
    {
        $line = $this->line;
        if ($line === null || $line->entity === '') {
            return '';
        }
        $what = $this->kinds->label($line->kind) ?: $this->entity->label($line->entity);
        return trim($what . ' ' . ($line->number ?: $this->names->one($line->entity, $line->entityId)));
    }

    /** @return array{label:string, severity:string} status, in a word and a colour */
    public function getStatus(?LogLine $line = null): array
    {
        $status = ($line ?? $this->line)->status;
        return ['label' => $this->statuses->label($status), 'severity' => self::SEVERITIES[$status] ?? 'neutral'];
    }

    public function getMessage(): string
    {
        return $this->messages->say($this->line->message);
    }

    public function getFix(): string
    {
        return $this->messages->say($this->line->fix);
    }

    /** @return array{label:string, href:string}|null where to do it, or null */
    public function getFixLink(): ?array
    {
        return $this->line->isTrouble() ? $this->remedy->of($this->line->code, $this->line->connection) : null;
    }

    /** @return array[] facts about the line: label, value, href, external */
    public function getFacts(): array
    {
        $line = $this->line;
        $page = $this->access->isAllowed($line->entity) ? $this->entity->page($line->entity, $line->entityId) : null;
        $organisation = $this->connection->status($line->connection)->organisationName();
        // A document that is held was never computed to its end: its total is the shop's, from the queue.
        $total = $this->amount($line->total) ?: $this->amount($this->job()?->total ?? '', $this->job()?->currency ?? '');
        $xero = $this->amount($line->xeroTotal);
        $url = preg_match('#^https?://#', $line->xeroUrl) ? $line->xeroUrl : '';
        $facts = [
            [__('Time'), $this->display->moment($line->at), '', false],
            [__('In the shop'), $line->entity === ''
                ? ''
                : trim($this->entity->label($line->entity) . ' ' . $this->names->one($line->entity, $line->entityId)),
                $page === null ? '' : $this->getUrl($page[0], $page[1]), false],
            [__('Becomes in Xero'), trim($this->kinds->label($line->kind) . ' ' . $this->numberInXero()), '', false],
            [__('Action'), $this->actions->label($line->action), '', false],
            [__('In Xero'), $url === '' ? '' : (string)__('View in Xero'), $url, true],
            [__('Total'), $total, '', false],
            [__('Total in Xero'), $xero, '', false],
            [__('Attempt'), $line->attempt === 0 ? '' : (string)$line->attempt, '', false],
            [__('Duration of the call'), $this->duration($line), '', false],
            [__('Organisation'), $organisation, '', false],
        ];
        return array_values(array_filter($facts, static fn (array $fact): bool => $fact[1] !== ''));
    }

    /**
     * The other lines of the same job, oldest first; nothing when this is the only one.
     * @return array[] at, status, message, duration, href, current
     */
    public function getAttempts(): array
    {
        $lines = $this->line->attempts;
        return count($lines) < 2 ? [] : array_map(fn (LogLine $line): array => [
            'at' => $this->display->moment($line->at),
            'status' => $this->getStatus($line),
            'message' => $this->messages->say($line->message),
            'duration' => $this->duration($line),
            'href' => $this->getUrl('ledgerline_xero/log/view', ['id' => $line->id]),
            'current' => $line->id === $this->line->id,
        ], $lines);
    }

    /** Whether this person may read what was sent: it names people. */
    public function mayRead(): bool
    {
        return $this->access->has('log_content');
    }

    /** What was sent, in words; an empty text when nothing was, or nothing of it is kept. */
    public function getPaperHtml(): string
    {
        $sent = $this->line->sent;
        if (!is_array($sent) || $sent === []) {
            return '';
        }
        $answered = is_array($this->line->answered) ? $this->line->answered : [];
        $connection = $this->line->connection;
        $number = static fn (string $name): string => is_scalar($answered[$name] ?? null) ? (string)$answered[$name] : '';
        return $this->getLayout()->createBlock(DocumentPreview::class, '', ['data' => ['document' => [
            'facts' => $this->body->facts($sent, $connection, (string)($answered['Contact']['Name'] ?? '')),
            'lines' => $this->body->lines($sent['LineItems'] ?? [], $connection),
            'inclusive' => ($sent['LineAmountTypes'] ?? '') === 'Inclusive',
            // What Xero made of the lines.
            'net' => $number('SubTotal'),
            'tax' => $number('TotalTax'),
            'total' => $number('Total') ?: $this->line->total,
            'currency' => $this->line->currency,
        ]]])->toHtml();
    }

    /** @return array{sent:string|null, answered:string|null} what was sent and what came back, as text; null when nothing was kept */
    public function getContent(): array
    {
        return ['sent' => $this->text($this->line->sent), 'answered' => $this->text($this->line->answered)];
    }

    /** @return string[] what only developers ask for */
    public function getTechnicalFacts(): array
    {
        $facts = [
            'line' => (string)$this->line->id,
            'job' => $this->line->jobId === 0 ? '' : (string)$this->line->jobId,
            'code' => $this->line->code,
            'entity' => trim($this->line->entity . ' ' . $this->line->entityId),
            'xero_id' => $this->line->xeroId,
        ];
        return array_filter($facts, static fn (string $fact): bool => $fact !== '');
    }

    /** Without a line there is nothing to draw. */
    protected function _toHtml()
    {
        return $this->line === null ? '' : parent::_toHtml();
    }

    /** Whether the job can be sent again by this person. */
    private function isRetryable(): bool
    {
        return $this->access->has('queue_manage') && in_array($this->job()?->state, self::RETRIED, true);
    }

    /** The job that the line belongs to, as it stands now; nothing when it has left the queue. */
    private function job(): ?QueueRow
    {
        if ($this->job === false) {
            $this->job = $this->line->jobId === 0 ? null : $this->engine->jobs([
                'filters' => [['field' => 'id', 'condition' => 'eq', 'value' => (string)$this->line->jobId]],
                'page' => 1,
                'page_size' => 1,
            ])->rows[0] ?? null;
        }
        return $this->job;
    }

    /** The number as it was sent, with its prefix; else the shop's. */
    private function numberInXero(): string
    {
        foreach (['InvoiceNumber', 'CreditNoteNumber'] as $name) {
            $number = $this->line->sent[$name] ?? '';
            if (is_string($number) && $number !== '') {
                return $number;
            }
        }
        return $this->line->number;
    }

    /**
     * JSON to read, or the words of a refusal.
     * @param mixed $content
     */
    private function text($content): ?string
    {
        if ($content === null || $content === '' || $content === []) {
            return null;
        }
        return $this->body->text($content);
    }

    /**
     * An amount with its currency.
     * @param string $currency when the line says none
     */
    private function amount(string $amount, string $currency = ''): string
    {
        return $amount === '' ? '' : trim($this->display->amount($amount) . ' ' . ($this->line->currency ?: $currency));
    }

    /** How long Xero took, when it was asked. */
    private function duration(LogLine $line): string
    {
        return $line->durationMs === 0 ? '' : (string)__('%1 ms', $this->display->number($line->durationMs));
    }
}
