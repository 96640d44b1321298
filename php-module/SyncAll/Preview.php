<?php
declare(strict_types=1);

namespace Ledgerline\Xero\SyncAll;

use Ledgerline\Xero\Api\Data\Budget;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Checklist\MappingLink;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Problem\Remedy;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\Snapshot\Reader;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Duration;

/**
 * What "Sync All Data Now" would do: how many records, about how many calls to Xero, about how long.
 *
 * An estimate: what Xero holds already in the same form costs no call. Calls and time are the engine's forecast, as everywhere.
 */
class Preview
{
    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Reader $reader,
        private readonly Settings $settings,
        private readonly Entity $entity,
        private readonly Duration $duration,
        private readonly Currencies $currencies,
        private readonly Display $display,
        private readonly Unmapped $unmapped,
        private readonly MappingLink $link,
        private readonly Accounts $accounts,
        private readonly Remedy $remedy
    ) {}

    /**
     * Entities that the settings send: the switched-on ones, and of order and invoice the one that is the sales document.
     * @return string[]
     */
    public function entities(string $connection): array
    {
        return array_values(array_filter(
            array_keys(Entity::GROUPS),
            fn (string $entity): bool => $this->settings->isSent($entity, $connection)
        ));
    }

    /**
     * Counts, calls and time in words.
     * @param string[] $entities
     * @return array entities [{code, label, count}], total, calls, text, notes [sentences about what is meant], warnings [{text, label,
     *     href}] (label and href only where a page helps)
     */
    public function of(string $connection, array $entities, ?string $from, ?string $to): array
    {
        $start = $this->settings->startDate($connection);
        $payments = $this->settings->isEnabled(Entity::PAYMENT, $connection);
        $rows = [];
        $hasDocuments = false;
        foreach (array_intersect($this->entities($connection), $entities) as $entity) {
            $isDocument = !in_array($entity, [Entity::CUSTOMER, Entity::PRODUCT], true);
            $count = $this->reader->count(
                $entity,
                $connection,
                $isDocument ? (max((string)$from, (string)$start) ?: null) : $from,
                $to
            );
            $rows[] = ['code' => $entity, 'label' => $this->entity->plural($entity), 'count' => $count, 'shown' => $this->display->number($count)];
            $hasDocuments = $hasDocuments || $isDocument && $count > 0;
        }
        $planned = array_column($rows, 'count', 'code');
        $total = (int)array_sum($planned);
        $budget = $this->engine->budget($connection, $planned);
        return [
            'entities' => $rows,
            'total' => $total,
            'calls' => $budget->callsPlanned,
            'text' => $this->text($budget, $total),
            'notes' => $this->notes($connection, $hasDocuments, $payments, max((string)$from, (string)$start), (string)$to),
            'warnings' => $hasDocuments
                ? $this->warnings($connection, array_column($rows, 'code'), max((string)$from, (string)$start) ?: null, $to, $payments)
                : [],
        ];
    }

    /**
     * From which day on, what comes along, and what the numbers leave out.
     * @param string $from first day of the documents, empty: none
     * @param string $to last day, empty: none
     * @return string[]
     */
    private function notes(string $connection, bool $hasDocuments, bool $payments, string $from, string $to): array
    {
        $notes = [];
        if ($hasDocuments) {
            $notes[] = (string)match (true) {
                $from !== '' && $to !== '' => __('Documents from %1 to %2.', $this->display->day($from), $this->display->day($to)),
                $from !== '' => __('Documents from %1 to today.', $this->display->day($from)),
                $to !== '' => __('All documents up to %1: there is no start date.', $this->display->day($to)),
                default => __('All documents since the shop was opened: there is no start date.'),
            };
            $notes[] = (string)($payments
                ? __('Payments, refunds and the contacts of guests are sent along.')
                : __('The contacts of guests are sent along.'));
        }
        if ($this->engine->counts()->inState(['done'], $connection) > 0) {
            $notes[] = (string)__('What is in Xero unchanged is neither sent nor held again: the numbers here are the most that it can be.');
        }
        return $notes;
    }

    /**
     * What would be held, as far as it is known before.
     * @param string[] $entities
     */
    private function warnings(string $connection, array $entities, ?string $from, ?string $to, bool $payments): array
    {
        $warnings = $this->accounts($connection, $entities, $from, $to);
        $taxes = $this->unmapped->taxes($connection, $entities, $from, $to);
        if ($taxes['documents'] > 0) {
            $names = $this->link->names($taxes['names']);
            $warnings[] = ['text' => (string)($taxes['documents'] === 1
                ? __('1 document would be held for a tax rate that has none in Xero: %1.', $names)
                : __('%1 documents would be held for tax rates that have none in Xero: %2.', $this->display->number($taxes['documents']), $names))]
                + $this->link->to('tax', (string)__('Map taxes'), $connection);
        }
        $methods = $payments ? $this->unmapped->payments($connection, $entities, $from, $to) : ['documents' => 0, 'names' => []];
        if ($methods['documents'] > 0) {
            $warnings[] = ['text' => (string)__(
                'Payments by these methods would be held, because no account takes them: %1.',
                $this->link->names($methods['names'])
            )] + $this->link->to('payment', (string)__('Map payments'), $connection);
        }
        $currencies = $this->currencies->sentence($this->currencies->missing($connection, $from, $to));
        return $currencies === '' ? $warnings : array_merge($warnings, [['text' => $currencies]]);
    }

    /** @param string[] $entities */
    private function accounts(string $connection, array $entities, ?string $from, ?string $to): array
    {
        $warnings = [];
        $link = $this->remedy->page('account_missing', $connection) ?? [];
        foreach ($this->accounts->unusable($connection, $entities, $from, $to) as $one) {
            $warnings[] = ['text' => (string)($one['documents'] === 1
                ? __('1 document would be held for the account "%1". %2', $one['purpose'], $one['reason'])
                : __(
                    '%1 documents would be held for the account "%2". %3',
                    $this->display->number($one['documents']),
                    $one['purpose'],
                    $one['reason']
                ))] + $link;
        }
        $products = $this->accounts->ofProducts($connection, $entities, $from, $to);
        if ($products['documents'] > 0) {
            $names = $this->link->names($products['accounts']);
            $warnings[] = ['text' => (string)($products['documents'] === 1
                ? __('1 document would be held for an account of its products that cannot be used in Xero: %1. Choose another one in Catalog > Products.', $names)
                : __(
                    '%1 documents would be held for accounts of their products that cannot be used in Xero: %2. Choose other ones in Catalog > Products.',
                    $this->display->number($products['documents']),
                    $names
                ))];
        }
        return $warnings;
    }

    private function text(Budget $budget, int $total): string
    {
        if ($total === 0) {
            return (string)__('There is nothing to send in this selection.');
        }
        $text = (string)__(
            'About %1 calls to Xero; %2 of %3 are left today.',
            $this->display->number($budget->callsPlanned),
            $this->display->number(max(0, $budget->dayRemaining)),
            $this->display->number(max(1, $budget->dayLimit))
        );
        $seconds = $budget->secondsPlanned;
        if ($seconds >= 86400) {
            return $text . ' ' . __('Under this limit it takes about %1 days; new business is always sent first.', (int)ceil($seconds / 86400));
        }
        return $text . ' ' . ($seconds < 60
            ? __('Sending takes less than a minute.')
            : __('Sending takes about %1.', $this->duration->words($seconds)));
    }
}
