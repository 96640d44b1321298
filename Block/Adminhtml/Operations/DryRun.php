<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Operations;

use Ledgerline\Xero\Block\Adminhtml\PageContext;
use Ledgerline\Xero\DryRun\DryRunState;
use Ledgerline\Xero\DryRun\Findings;
use Ledgerline\Xero\Problem\Reason;
use Ledgerline\Xero\Problem\Remedy;
use Ledgerline\Xero\Reconcile\Days;
use Ledgerline\Xero\Record\Access;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\Text\Codes;
use Ledgerline\Xero\Text\Messages;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Phrase;

/** Reports > Xero Integration > Dry run: what sending the documents of some days would do. */
class DryRun extends AbstractPage
{
    protected $_template = 'Ledgerline_Xero::operations/dry-run.phtml';

    private array|false|null $run = false;

    public function __construct(
        Context $context,
        PageContext $page,
        private readonly DryRunState $state,
        private readonly Findings $findings,
        private readonly Days $days,
        private readonly Entity $entity,
        private readonly Access $access,
        private readonly Codes $codes,
        private readonly Reason $reason,
        private readonly Remedy $remedy,
        private readonly Messages $messages,
        array $data = []
    ) {
        parent::__construct($context, $page, $data);
    }

    public function getPromise(): string
    {
        return (string)__('Once it is, you see here what sending your documents would do.');
    }

    /** Only what keeps the engine from working: a dry run needs no organisation. */
    public function getHindrance(): string
    {
        return $this->connection->status($this->getConnection())->isUnavailable() ? parent::getHindrance() : '';
    }

    /** The newest one that is over. */
    public function getRun(): ?array
    {
        $run = $this->newest();
        return $run !== null && $run['is_over'] ? $run : null;
    }

    /** @return array<string,int> documents by outcome */
    public function getCounts(): array
    {
        $counts = $this->findings->counts($this->report(), Findings::DOCUMENTS);
        $shown = [];
        $order = [Findings::SENT, Findings::ROUNDED, Findings::HELD, Findings::ASKS, Findings::DIFFERS, Findings::IN_XERO, Findings::SKIPPED];
        foreach ($order as $outcome) {
            if (($counts[$outcome] ?? 0) > 0) {
                $shown[$outcome] = $counts[$outcome];
            }
        }
        return $shown;
    }

    public function getHeadline(): Phrase
    {
        $counts = $this->getCounts();
        $all = array_sum($counts);
        $held = $counts[Findings::HELD] ?? 0;
        return match (true) {
            $all === 0 => __('There are no documents to send on these days.'),
            $held > 0 => __('Of your %1 documents, %2 would be held.', $this->display->number($all), $this->display->number($held)),
            default => __('Of your %1 documents, none would be held.', $this->display->number($all)),
        };
    }

    /** How good that is: good or bad. */
    public function getGrade(): string
    {
        return ($this->getCounts()[Findings::HELD] ?? 0) > 0 ? 'bad' : 'good';
    }

    public function getLabel(string $outcome): Phrase
    {
        $labels = [
            Findings::SENT => __('match to the cent'),
            Findings::HELD => __('would be held'),
            Findings::ASKS => __('could not be checked without asking Xero'),
            Findings::IN_XERO => __('in Xero already'),
            Findings::DIFFERS => __('in Xero, would be sent otherwise today'),
            Findings::SKIPPED => __('nothing to book'),
        ];
        if ($outcome === Findings::ROUNDED) {
            $most = [];
            foreach ($this->findings->rounding($this->report()) as $currency => $amount) {
                $most[] = $this->display->money($amount, $currency);
            }
            return __('need a rounding line (%1 at most)', implode(', ', $most));
        }
        return $labels[$outcome] ?? __('%1', $outcome);
    }

    /**
     * Groups of what is not sent as it stands, each with its reasons.
     * @return array[] title, hint, reasons [{title, count, amounts, subjects, fix, examples [{label, href}], links [{label, href}]}]
     */
    public function getGroups(): array
    {
        $groups = [
            Findings::HELD => [__('What would be held'), ''],
            Findings::REFUSED => [__('What could not be read'), ''],
            Findings::DIFFERS => [__('What would be sent otherwise today'), __(
                'What is in Xero stays as it is. Of documents that an older version sent, only total, tax and currency are compared.'
            )],
            Findings::ASKS => [
                __('What could not be checked without asking Xero'),
                __('A dry run calls nobody. When these are sent, Xero is asked first.'),
            ],
            Findings::SKIPPED => [__('Nothing to book'), ''],
            Findings::LEFT_OUT => [__('What stays in the shop'), ''],
        ];
        $shown = [];
        foreach ($groups as $outcome => [$title, $hint]) {
            $reasons = array_map($this->reason(...), $this->findings->reasons($this->report(), $outcome));
            if ($reasons) {
                $shown[] = ['outcome' => $outcome, 'title' => $title, 'hint' => $hint, 'reasons' => $reasons];
            }
        }
        return $shown;
    }

    /** @return array[] what would be sent beside documents: label, count, held */
    public function getOthers(): array
    {
        $others = [];
        $names = [
            'contact' => __('Contacts'), 'item' => __('Items'), 'payment' => __('Payments'), 'refund' => __('Refunds'),
            'allocation' => __('Credit notes set against invoices'),
        ];
        foreach ($names as $kind => $label) {
            $counts = $this->findings->counts($this->report(), [$kind]);
            if ($counts) {
                $others[] = [
                    'label' => $label,
                    'count' => ($counts[Findings::SENT] ?? 0) + ($counts[Findings::ROUNDED] ?? 0),
                    'held' => $counts[Findings::HELD] ?? 0,
                ];
            }
        }
        return $others;
    }

    /** Whether the newest one compares what is in Xero. */
    public function isCompared(): bool
    {
        return (bool)($this->newest()['compare'] ?? false);
    }

    /** Whether accounts and tax rates were compared with Xero's. */
    public function areListsRead(): bool
    {
        return (bool)($this->getRun()['answer']['lists_read'] ?? true);
    }

    /** @return string[] days that the form proposes: from, to */
    public function getProposedDays(): array
    {
        $run = $this->newest();
        return $run !== null && $run['from'] !== null && $run['to'] !== null
            ? [$run['from'], $run['to']]
            : array_values($this->days->presets($this->country())['tax_year']);
    }

    /** @return array[] spans to choose from: label, from, to */
    public function getPresets(): array
    {
        $labels = [
            'this_month' => __('This month'),
            'last_month' => __('Last month'),
            'last_quarter' => __('Last quarter'),
            'tax_year' => __('Tax year to date'),
        ];
        $presets = [];
        foreach ($this->days->presets($this->country()) as $name => [$from, $to]) {
            $presets[] = ['label' => $labels[$name], 'from' => $from, 'to' => $to];
        }
        return $presets;
    }

    /** The days of the newest one, in words. */
    public function getSpan(): string
    {
        $run = $this->getRun();
        return match (true) {
            $run['from'] !== null && $run['to'] !== null => $this->display->days($run['from'], $run['to']),
            $run['from'] !== null => (string)__('From %1', $this->display->day($run['from'])),
            $run['to'] !== null => (string)__('Until %1', $this->display->day($run['to'])),
            default => (string)__('All days'),
        };
    }

    public function getInit(): string
    {
        $parameters = ['connection' => $this->getConnection()];
        $run = $this->newest();
        $entities = $run['entities'] ?? [];
        return $this->page->json->serialize(['Ledgerline_Xero/js/operations/dry-run' => [
            'run' => [
                'id' => (string)($run['id'] ?? ''),
                'over' => (bool)($run['is_over'] ?? true),
                'read' => (int)array_sum(array_column($entities, 'read')),
                'total' => (int)array_sum(array_column($entities, 'total')),
            ],
            'urls' => [
                'start' => $this->getUrl('ledgerline_xero/dryrun/start', $parameters),
                'step' => $this->getUrl('ledgerline_xero/dryrun/step', $parameters),
            ],
        ]]);
    }

    private function newest(): ?array
    {
        if ($this->run === false) {
            $this->run = $this->state->get($this->getConnection());
        }
        return $this->run;
    }

    private function report(): array
    {
        return $this->getRun()['answer']['report'] ?? [];
    }

    private function country(): string
    {
        return $this->connection->status($this->getConnection())->organisation?->country ?? '';
    }

    private function reason(array $reason): array
    {
        $code = $reason['code'];
        $amounts = [];
        foreach ($reason['amounts'] as $currency => $amount) {
            $amounts[] = $this->display->money(bcadd($amount, '0', 2), $currency);
        }
        $subjects = [];
        foreach ($reason['subjects'] as $subject => $count) {
            // A tax rate without a name is known by its percentage.
            $what = str_starts_with($code, 'tax_') && is_numeric($subject) ? $subject . ' %' : $subject;
            $subjects[] = (string)__('%1 (%2)', $what, $this->display->number($count));
        }
        if ($reason['more'] > 0) {
            $subjects[] = (string)__('and %1 more', $this->display->number($reason['more']));
        }
        return [
            'title' => $this->title($code, $reason['row']),
            'count' => $reason['count'],
            'amounts' => $amounts,
            'subjects' => $subjects,
            'fix' => $reason['is_same_fix'] ? $this->messages->of($reason['row'], 'fix') : '',
            'examples' => array_map($this->example(...), $reason['examples']),
            'links' => array_values(array_filter($code === '' ? [] : [
                $this->remedy->page($code, $this->getConnection()),
                $this->remedy->explanation($code),
            ])),
        ];
    }

    /** @param array $row one of the reason, for codes whose own sentence says everything */
    private function title(string $code, array $row): string
    {
        return match ($code) {
            'before_start_date' => (string)__('Before the start date'),
            'kept_in_shop' => (string)__('Left out by the settings: no sales document, cancelled, unpaid or over nothing'),
            'excluded' => (string)__('Never sent'),
            'amounts_differ' => (string)__('Another total, tax or currency'),
            'booking_differs' => (string)__('Another account, tax rate, tracking category, state or branding theme'),
            default => $this->codes->title($code) ?: $this->messages->of($row) ?: $this->reason->title($code),
        };
    }

    /** @return array{label:string, href:string} */
    private function example(array $example): array
    {
        $page = $this->entity->page($example['entity'], (string)$example['entity_id']);
        return [
            'label' => $this->entity->label($example['entity']) . ' ' . $example['number'],
            'href' => $page !== null && $this->access->isAllowed($example['entity']) ? $this->getUrl($page[0], $page[1]) : '',
        ];
    }
}
