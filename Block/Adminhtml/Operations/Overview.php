<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Operations;

use Ledgerline\Xero\Block\Adminhtml\PageContext;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Overview\Summary;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Problem\Reason;
use Ledgerline\Xero\Problem\Remedy;
use Ledgerline\Xero\Reconcile\Headline;
use Ledgerline\Xero\Record\Access;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\Sending\SendingStatus;
use Ledgerline\Xero\Text\Duration;
use Ledgerline\Xero\Text\Messages;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Phrase;

/** Xero at a glance: the page under Xero Integration > Overview, and a short form of it on the dashboard. */
class Overview extends AbstractPage
{
    private const RIGHT = 'overview';
    private const GOOD = 'good';
    private const WARNING = 'warning';
    private const BAD = 'bad';
    /** So many lines explain a reason. */
    private const LINES = 3;

    protected $_template = 'Ledgerline_Xero::operations/overview.phtml';

    private array|false|null $glance = false;

    public function __construct(
        Context $context,
        PageContext $page,
        private readonly Summary $source,
        private readonly Remedy $remedy,
        private readonly Reason $reason,
        private readonly Entity $entity,
        private readonly Access $access,
        private readonly Duration $duration,
        private readonly Problem $problem,
        private readonly Messages $messages,
        private readonly SendingStatus $sending,
        private readonly Headline $headline,
        array $data = []
    ) {
        parent::__construct($context, $page, $data);
    }

    public function getPromise(): string
    {
        return (string)__('Once it is, you see here what was sent, what is queued, and what needs your attention.');
    }

    /** All connections; empty when the store cannot be asked, which other messages of the page explain. */
    public function getOrganisations(): array
    {
        return $this->glance()['connections'] ?? [];
    }

    /** When the numbers were counted. */
    public function getTime(): string
    {
        return empty($this->glance()['at']) ? '' : $this->display->clock((int)$this->glance()['at']);
    }

    /** @return array{class:string, text:Phrase, more:string, href:string, label?:Phrase} */
    public function getState(array $one): array
    {
        if ($one['state'] === 'connected' && !empty($one['budget']['obstacle'])) {
            return ['class' => self::WARNING, 'text' => __('Connected'), 'more' => $this->getObstacle($one), 'href' => ''];
        }
        if ($one['state'] === 'connected') {
            return ['class' => self::GOOD, 'text' => __('Connected'), 'more' => $this->expiry($one), 'href' => ''];
        }
        $isLost = in_array($one['state'], ['needs_connection', 'paused'], true);
        return [
            'class' => $isLost ? self::BAD : self::WARNING,
            'text' => empty($one['asks']) ? ($isLost ? __('Connection lost') : __('Not connected')) : __('Waiting for your answer'),
            'more' => trim($this->messages->of($one) . ' ' . $this->messages->of($one, 'fix')),
            'href' => $this->getConfigurationUrl(),
            'label' => empty($one['asks']) ? __('Connect to Xero') : __('Answer'),
        ];
    }

    /** What was sent today: label, number, share of the highest. */
    public function getToday(array $one): array
    {
        $labels = [
            'invoice' => __('Invoices'),
            'credit_note' => __('Credit notes'),
            'payment' => __('Payments'),
            'refund' => __('Refunds'),
            'contact' => __('Contacts'),
            'item' => __('Items'),
        ];
        $highest = max(1, ...array_values($one['today']));
        $rows = [];
        foreach ($one['today'] as $kind => $count) {
            $rows[] = [
                'label' => $labels[$kind] ?? __('%1', $kind),
                'count' => (int)$count,
                'share' => (int)ceil(100 * (int)$count / $highest),
            ];
        }
        return $rows;
    }

    /**
     * Reasons for which documents are held, with the page where each is fixed.
     * @return array[] title, count, links [{label, href}], lines [{text, documents [{label,
     *     href}]}], more (how many documents are not listed), more_href
     */
    public function getHeld(array $one): array
    {
        $rows = [];
        foreach ($one['held'] as $reason) {
            $code = $reason['code'];
            $title = $this->reason->title($code);
            $shown = array_slice([
                ...array_map(fn (array $subject): array => $this->subject($code, $subject, $one['connection']), $reason['subjects']),
                ...array_map($this->document(...), $reason['documents']),
            ], 0, self::LINES);
            $more = $shown === [] ? 0 : $reason['count'] - array_sum(array_column($shown, 'count'));
            $rows[] = [
                'title' => $title,
                'count' => $reason['count'],
                'links' => array_values(array_filter([
                    $this->remedy->page($code, $one['connection']),
                    $this->remedy->documents($code, $one['connection']),
                    $this->remedy->explanation($code),
                ])),
                'lines' => $this->bySentence($shown, $title, $code === Reason::BY_PERSON),
                'more' => $more,
                'more_href' => $more > 0 ? $this->queueUrl($one['connection'], ['code' => $code]) : '',
            ];
        }
        return $rows;
    }

    /** How old the oldest waiting document is, in words. */
    public function getAge(array $one): string
    {
        if ($one['waiting'] === 0 || $one['oldest_at'] === '') {
            return '';
        }
        $seconds = time() - (int)strtotime($one['oldest_at'] . ' UTC');
        return (string)__('The oldest has waited for %1.', $this->duration->words(max(0, $seconds)));
    }

    /** When the queue goes and how long it takes, or what stands in the way. */
    public function getForecast(array $one): string
    {
        if ($one['waiting'] === 0) {
            return '';
        }
        $obstacle = $this->getObstacle($one) ?: $this->sending->cron();
        if ($obstacle !== '') {
            return $obstacle;
        }
        $takes = empty($one['budget']['calls_needed']) ? '' : (string)__(
            'It takes %1 under Xero\'s limits.',
            $this->duration->words((int)$one['budget']['seconds_needed'])
        );
        return trim($this->sending->nextWords() . ' ' . $takes);
    }

    /** What stands in the way of sending, in words; empty when nothing does. */
    public function getObstacle(array $one): string
    {
        return $this->sending->words($one['connection'], $one['budget']['obstacle'] ?? null);
    }

    /** Where the queue is sent now, for those who may. */
    public function getSendUrl(array $one): string
    {
        return $this->isAllowed('queue_manage') && $one['state'] === 'connected' && (int)$one['waiting'] + (int)$one['attention'] > 0
            ? $this->getUrl('ledgerline_xero/queue/drain')
            : '';
    }

    /** @return array{class:string, text:string} whether cron comes round, and when it was here last */
    public function getCron(): array
    {
        $last = (int)($this->glance()['cron_last'] ?? 0);
        $text = $last === 0
            ? (string)__('Cron has not sent anything yet.')
            : (string)__('Cron sent last on %1.', $this->display->moment($last));
        if (!empty($this->glance()['cron_late'])) {
            return ['class' => self::BAD, 'text' => $text];
        }
        return ['class' => $last === 0 ? self::WARNING : self::GOOD, 'text' => $text];
    }

    /** Address of a page of ours, or nothing without the right. */
    public function getLink(string $right, string $route, string $connection): string
    {
        return $this->isAllowed($right)
            ? $this->getUrl('ledgerline_xero/' . $route . '/index', ['connection' => $connection])
            : '';
    }

    /** The queue of a connection in a state, or nothing without the right. */
    public function getQueueUrl(string $connection, string $state): string
    {
        return $this->queueUrl($connection, ['state' => $state]);
    }

    /** @return array{grade:string, text:Phrase} what a reconciliation comes to */
    public function getReconciled(array $reconciliation): array
    {
        return [
            'grade' => $reconciliation['grade'],
            'text' => $this->headline->words($reconciliation['headline'], $reconciliation['wrong'], $reconciliation['counts']),
        ];
    }

    /**
     * On the dashboard: nothing for those without the right, nor when there is nothing to show, and never an error.
     * @return string
     */
    protected function _toHtml()
    {
        if (!$this->isAllowed(self::RIGHT)) {
            return '';
        }
        try {
            return $this->getData('short') && $this->isBlank() ? '' : parent::_toHtml();
        } catch (\Throwable $thrown) {
            $this->problem->of($thrown);
            return '';
        }
    }

    /** Whether nobody has set anything up yet. */
    private function isBlank(): bool
    {
        foreach ($this->getOrganisations() as $one) {
            if ($one['name'] !== '') {
                return false;
            }
        }
        return true;
    }

    /**
     * Documents with the same sentence behind one another; a sentence that only repeats the title is left out.
     * @param array[] $lines text, label, href
     * @param bool $isEnough whether the title says all
     * @return array[] text, documents [{label, href}]
     */
    private function bySentence(array $lines, string $title, bool $isEnough): array
    {
        $groups = [];
        foreach ($lines as $line) {
            $text = $isEnough || rtrim($line['text'], '.') === $title ? '' : $line['text'];
            $groups[$text]['text'] = $text;
            $groups[$text]['documents'][] = ['label' => $line['label'], 'href' => $line['href']];
        }
        return array_values($groups);
    }

    /** @return array{text:string, label:string, href:string} what one missing choice holds back */
    private function subject(string $code, array $subject, string $connection): array
    {
        return [
            'count' => $subject['count'],
            'text' => $subject['message'] !== '' ? $this->messages->of($subject) : $this->group($code, $subject['subject']),
            'label' => (string)($subject['count'] === 1
                ? __('1 document')
                : __('%1 documents', $this->display->number($subject['count']))),
            'href' => $this->queueUrl($connection, ['code' => $code, 'subject' => $subject['subject']]),
        ];
    }

    /** What is true for all documents that lack the same thing. */
    private function group(string $code, string $subject): string
    {
        return (string)match ($code) {
            'currency_not_enabled' => __('in %1, a currency that the organisation in Xero does not use.', $subject),
            'account_missing', 'account_invalid' => __('account %1', $subject),
            'tax_rate_unmapped', 'tax_rate_invalid', 'tax_rate_differs', 'tax_type_invalid' => __('tax rate %1', $subject),
            'total_unmapped' => __('total %1', $subject),
            default => $subject,
        };
    }

    /** @return array{text:string, label:string, href:string} one document that is held */
    private function document(array $document): array
    {
        $page = $this->entity->page($document['entity'], $document['entity_id']);
        $mayOpen = $page !== null && $this->access->isAllowed($document['entity']);
        return [
            'count' => 1,
            'text' => $this->messages->of($document),
            'label' => trim($this->entity->label($document['entity']) . ' ' . ($document['number'] ?: '#' . $document['entity_id'])),
            'href' => $mayOpen ? $this->getUrl($page[0], $page[1]) : '',
        ];
    }

    /**
     * The queue with a filter, or nothing without the right.
     * @param array<string,string> $filters
     */
    private function queueUrl(string $connection, array $filters): string
    {
        if (!$this->isAllowed('queue')) {
            return '';
        }
        $query = [];
        foreach ($filters + (count($this->page->connections->all()) > 1 ? ['connection' => $connection] : []) as $field => $value) {
            $query['filters[' . $field . ']'] = $value;
        }
        return $this->getUrl('ledgerline_xero/queue/index', ['_query' => $query]);
    }

    /** When the consent ends, if that is soon. */
    private function expiry(array $one): string
    {
        return $one['expires_at'] === ''
            ? ''
            : (string)__('Until %1, prolonged with every use.', $this->display->day(substr($one['expires_at'], 0, 10)));
    }

    private function glance(): ?array
    {
        if ($this->glance === false) {
            try {
                $this->glance = $this->source->get();
            } catch (\Throwable $thrown) {
                $this->problem->of($thrown);
                $this->glance = null;
            }
        }
        return $this->glance;
    }
}
