<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Operations;

use Ledgerline\Xero\Block\Adminhtml\PageContext;
use Ledgerline\Xero\Api\Data\ReconciliationResult;
use Ledgerline\Xero\Api\Data\Standing;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Problem\Remedy;
use Ledgerline\Xero\Reconcile\Days;
use Ledgerline\Xero\Reconcile\Headline;
use Ledgerline\Xero\Reconcile\ReconciliationState;
use Ledgerline\Xero\Reconcile\Verdict;
use Ledgerline\Xero\Record\Access;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\Text\Messages;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Phrase;

/** Reports > Xero Integration > Reconciliation: the newest result, and a button that has a new one made by cron. */
class Reconciliation extends AbstractPage
{
    protected $_template = 'Ledgerline_Xero::operations/reconciliation.phtml';

    private ReconciliationResult|false|null $result = false;

    public function __construct(
        Context $context,
        PageContext $page,
        private readonly EngineInterface $engine,
        private readonly Headline $headline,
        private readonly ReconciliationState $state,
        private readonly Days $days,
        private readonly Entity $entity,
        private readonly Access $access,
        private readonly Remedy $remedy,
        private readonly Messages $messages,
        array $data = []
    ) {
        parent::__construct($context, $page, $data);
    }

    public function getPromise(): string
    {
        return (string)__('Once it is, you see here, day by day, whether the shop and Xero agree.');
    }

    /** The newest result, as it stands now. */
    public function getResult(): ?ReconciliationResult
    {
        if ($this->result === false) {
            $this->result = $this->engine->reconciliation($this->getConnection());
        }
        return $this->result;
    }

    /** @return array<string,int> numbers by meaning, without what is zero (but for those that agree) */
    public function getCounts(): array
    {
        return array_filter($this->getResult()->counts, static fn (int $count): bool => $count > 0);
    }

    public function getHeadline(): Phrase
    {
        return $this->headline->words($this->getResult()->headline, $this->getResult()->wrong, $this->getResult()->counts);
    }

    /** How good that is: good, bad or open. */
    public function getGrade(): string
    {
        return $this->getResult()->grade;
    }

    public function getLabel(string $kind): Phrase
    {
        $labels = [
            'matched' => __('Agree'),
            Verdict::ARRIVED => __('In Xero since then'),
            Verdict::ON_ITS_WAY => __('On their way'),
            Verdict::MISSING => __('Missing in Xero'),
            Verdict::HELD => __('Held'),
            'changed' => __('Changed in Xero'),
            'voided' => __('Voided in Xero'),
            'unpaid' => __('Payment gone in Xero'),
            Verdict::ACCEPTED => __('Accepted'),
            'duplicate' => __('Twice in Xero'),
            'foreign' => __('Posted by another tool'),
            'excluded' => __('Never sent'),
        ];
        return $labels[$kind] ?? __('%1', $kind);
    }

    public function getMeaning(string $kind): Phrase
    {
        $meanings = [
            Verdict::ARRIVED => __('It was sent after the comparison. The next one includes it.'),
            Verdict::ON_ITS_WAY => __('It is in the queue.'),
            Verdict::MISSING => __('Send it again, or look in the log why it was not sent.'),
            Verdict::HELD => __('It is held in the queue.'),
            'changed' => __('Somebody changed amount or currency in Xero. Correct it there, or accept it if it is right.'),
            'voided' => __('Somebody voided or deleted it in Xero. If that was right, accept it.'),
            'duplicate' => __('Another document of the same order and amount is in Xero. Void one of the two there, or accept it if both are right.'),
            'unpaid' => __('The shop has the money, but in Xero the payment was deleted. Enter it there again, or accept it if it is right.'),
            'foreign' => __('Another tool posted the same order and amount. It is not sent twice.'),
            'excluded' => __('Somebody decided that it is never sent.'),
        ];
        return $meanings[$kind] ?? __('%1', '');
    }

    /**
     * Findings, the worst first.
     * @return array[] kind, entity, id, label, number, href, day, store, currency, total, xero_total, xero_number,
     *     xero_url, now, repairable
     */
    public function getFindings(): array
    {
        $rows = [];
        foreach ($this->getResult()?->findings ?? [] as $finding) {
            $rows[] = [
                'kind' => $finding->kind,
                'rank' => $finding->rank,
                'entity' => $finding->entity,
                'id' => $finding->entityId,
                'label' => $this->entity->label($finding->entity),
                'number' => $finding->number,
                'href' => $this->shopUrl($finding->entity, $finding->entityId),
                'day' => $finding->date,
                'store' => $finding->store,
                'currency' => $finding->currency,
                'total' => $this->signed($finding->entity, $finding->total),
                'xero_total' => $this->signed($finding->entity, $finding->xeroTotal),
                'xero_number' => $finding->xeroNumber,
                'xero_url' => $finding->xeroUrl,
                'now' => $finding->accepted === null ? $this->now($finding->kind, $finding->now) : $this->accepted($finding->was, $finding->accepted),
                'acceptable' => $finding->noteAt !== '' && $this->isAllowed('reconcile_repair'),
                'accepted' => $finding->accepted,
                'repairable' => $finding->kind === Verdict::MISSING && $this->isAllowed('reconcile_repair'),
                'remedies' => $finding->kind === Verdict::HELD ? array_filter([
                    $this->remedy->page($finding->now->code, $this->getConnection()),
                    $this->inQueue($finding->number),
                ]) : [],
            ];
        }
        usort($rows, static fn (array $a, array $b): int => [$a['rank'], $b['day'], $b['number']]
            <=> [$b['rank'], $a['day'], $a['number']]);
        return $rows;
    }

    /** How many findings are not listed, because there are too many. */
    public function getUnlisted(): int
    {
        $result = $this->getResult();
        return array_sum($result->counts) - $result->counts['matched'] - count($result->findings);
    }

    /** Sums by day, the newest first. */
    public function getDays(): array
    {
        $days = $this->getResult()?->days ?? [];
        usort($days, static fn (array $a, array $b): int => [$b['day'], $a['store'], $a['currency']]
            <=> [$a['day'], $b['store'], $b['currency']]);
        return $days;
    }

    /**
     * Sums of all days, by currency.
     * @return array<string,array{documents:int, matched:int, shop:string, xero:string, difference:string}>
     */
    public function getTotals(): array
    {
        $totals = [];
        foreach ($this->getResult()?->days ?? [] as $day) {
            $sum = $totals[$day['currency']]
                ?? ['documents' => 0, 'matched' => 0, 'shop' => '0', 'xero' => '0', 'difference' => '0'];
            foreach (['documents', 'matched'] as $name) {
                $sum[$name] += (int)$day[$name];
            }
            foreach (['shop', 'xero', 'difference'] as $name) {
                $sum[$name] = bcadd($sum[$name], (string)$day[$name], 2);
            }
            $totals[$day['currency']] = $sum;
        }
        ksort($totals);
        return $totals;
    }

    public function getStoreName(string $code): string
    {
        foreach ($this->_storeManager->getStores() as $store) {
            if ($store->getCode() === $code) {
                return (string)$store->getName();
            }
        }
        return $code;
    }

    /** @return string[] days that the form proposes: from, to */
    public function getProposedDays(): array
    {
        $state = $this->state->get($this->getConnection());
        return $state['from'] !== '' && $state['to'] !== ''
            ? [$state['from'], $state['to']]
            : $this->days->recent();
    }

    /** @return array[] spans to choose from: label, from, to */
    public function getPresets(): array
    {
        $country = $this->connection->status($this->getConnection())->organisation?->country ?? '';
        $labels = [
            'this_month' => __('This month'),
            'last_month' => __('Last month'),
            'last_quarter' => __('Last quarter'),
            'tax_year' => __('Tax year to date'),
        ];
        $presets = [];
        foreach ($this->days->presets($country) as $name => [$from, $to]) {
            $presets[] = ['label' => $labels[$name], 'from' => $from, 'to' => $to];
        }
        return $presets;
    }

    /** @param string $part findings or days */
    public function getExportUrl(string $part): string
    {
        return $this->getUrl('ledgerline_xero/reconciliation/export', ['connection' => $this->getConnection(), 'part' => $part]);
    }

    public function mayStart(): bool
    {
        return $this->isAllowed('reconcile') && $this->connection->isConnected($this->getConnection());
    }

    public function getInit(): string
    {
        $parameters = ['connection' => $this->getConnection()];
        $state = $this->state->get($this->getConnection());
        return $this->page->json->serialize(['Ledgerline_Xero/js/operations/reconciliation' => [
            'state' => $state + ['days' => $this->display->days($state['from'], $state['to'])],
            'urls' => [
                'start' => $this->getUrl('ledgerline_xero/reconciliation/start', $parameters),
                'state' => $this->getUrl('ledgerline_xero/reconciliation/state', $parameters),
                'repair' => $this->getUrl('ledgerline_xero/reconciliation/repair', $parameters),
                'accept' => $this->getUrl('ledgerline_xero/reconciliation/accept', $parameters),
            ],
        ]]);
    }

    /** What the queue says about a finding now. */
    private function now(string $kind, Standing $standing): string
    {
        if ($kind === Verdict::HELD) {
            return $this->messages->say($standing->message) ?: (string)$this->getMeaning($kind);
        }
        if ($kind === Verdict::MISSING && $standing->state === 'synced') {
            return (string)__('It was sent before, but Xero does not have it on these days. Look for it in Xero.');
        }
        return (string)$this->getMeaning($kind);
    }

    /**
     * @param string $was its kind before
     * @param array $accepted note, by, at
     */
    private function accepted(string $was, array $accepted): string
    {
        return (string)__(
            '%1. Accepted by %2 on %3: %4',
            $this->getLabel($was),
            $accepted['by'],
            $this->display->moment($accepted['at']),
            $accepted['note']
        );
    }

    /** @return array{label:string, href:string}|null the line of the queue that holds a document, or nothing without the right */
    private function inQueue(string $number): ?array
    {
        return $this->isAllowed('queue') ? [
            'label' => (string)__('Show in the queue'),
            'href' => $this->getUrl('ledgerline_xero/queue/index', ['_query' => ['filters[number]' => $number]]),
        ] : null;
    }

    private function shopUrl(string $entity, string $id): string
    {
        $page = $this->entity->page($entity, $id);
        return $page !== null && $this->access->isAllowed($entity)
            ? $this->getUrl($page[0], $page[1])
            : '';
    }

    /** An amount as it counts: what is given back is negative. */
    private function signed(string $entity, string $amount): string
    {
        $isGivenBack = $entity === Entity::CREDITMEMO && $amount !== '' && bccomp($amount, '0', 2) !== 0;
        return $isGivenBack ? '-' . $amount : $amount;
    }
}
