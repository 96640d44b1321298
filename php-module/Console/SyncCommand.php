<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Snapshot\FirstDay;
use Ledgerline\Xero\Snapshot\ReadAhead;
use Ledgerline\Xero\Snapshot\Reader;
use Ledgerline\Xero\Sweep\Comparison;
use Ledgerline\Xero\SyncAll\Currencies;
use Symfony\Component\Console\Helper\ProgressBar;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class SyncCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:sync';
    protected const DESCRIPTION = 'Puts what exists in the shop into the queue for Xero';
    /** Snapshots that the engine takes at once: it holds each some ten times while it does. */
    private const TAKEN = 250;
    /** Fewer records are read sooner than other processes have started. */
    private const WORTH_OTHER_PROCESSES = 2000;
    /** Results of an enqueue that are added up. */
    private const RESULTS = ['accepted', 'replaced', 'unchanged', 'ignored'];
    private const REFUSED_SHOWN = 20;

    /** @var OutputInterface */
    private $side;

    public function __construct(
        CommandContext $context,
        private readonly Settings $settings,
        private readonly Reader $reader,
        private readonly FirstDay $firstDay,
        private readonly Currencies $currencies,
        private readonly Comparison $comparison,
        private readonly ReadAhead $ahead
    ) {
        parent::__construct($context);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->addList('entity', 'customer, product, order, invoice, creditmemo; without it all that are switched on');
        $this->addValue('from', 'Created on this day or later, YYYY-MM-DD');
        $this->addValue('to', 'Created on this day or earlier, YYYY-MM-DD');
        $this->addValue('ids', 'Only these records, by Magento\'s ids: 3,5,10-20');
        $this->addValue('connection', 'Only this connection');
        $this->addFlag('full', 'Read every record, also those whose rows in the database are the same as last time');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $entities = $this->entityOption($input);
        $ids = $this->idsOption($input);
        $from = $this->dateOption($input, 'from');
        $to = $this->dateOption($input, 'to');
        if ($from !== null && $to !== null && $from > $to) {
            throw new InputException(__('--from=%1 is after --to=%2.', $from, $to));
        }
        if ($ids && (count($entities) !== 1 || $from !== null || $to !== null)) {
            throw new InputException(__('With --ids, name one --entity and no dates.'));
        }
        if (!$ids && $input->getOption('ids') !== null) {
            throw new InputException(__('--ids is empty.'));
        }
        $connection = $this->connectionOption($input);
        $this->side = $this->side($output);
        $warnings = $ids ? [] : $this->warnings($connection, $entities, $from, $to);
        foreach ($warnings as $warning) {
            $this->side->writeln(sprintf('<comment>%s</comment>', $this->plain($warning)));
        }
        $bar = $this->isJson($input) ? null : $this->progressBar($output, 0, 'records');
        $rows = $ids
            ? [$this->named($entities[0], $ids, $connection, $bar)]
            : $this->all($connection, $entities, $from, $to, (bool)$input->getOption('full'), $bar);
        return $this->report($input, $output, $rows, $warnings);
    }

    /**
     * What is known to be held, said before anything is queued.
     * @param string[] $entities
     * @return string[]
     */
    private function warnings(?string $connection, array $entities, ?string $from, ?string $to): array
    {
        if ($entities && !array_intersect($entities, Reader::DOCUMENTS)) {
            return [];
        }
        $warnings = [];
        foreach ($connection === null ? $this->connections->all() : [$connection] as $code) {
            $since = max((string)$from, (string)$this->settings->startDate($code)) ?: null;
            $warnings[] = $this->currencies->sentence($this->currencies->missing($code, $since, $to));
        }
        return array_values(array_unique(array_filter($warnings)));
    }

    /**
     * Single records, asked for by a person: what was held is sent again.
     * @param int[] $ids
     */
    private function named(string $entity, array $ids, ?string $connection, ?ProgressBar $bar): array
    {
        $row = $this->row($entity, $connection ?? '', 0);
        $this->begin($bar, $entity, count($ids));
        foreach (array_chunk($ids, ReadAhead::PORTION) as $portion) {
            $row['found'] += count($this->enqueue($row, $portion, $connection, 'queued'));
            if ($bar !== null) {
                $bar->advance(count($portion));
            }
        }
        $this->end($bar);
        if ($bar !== null && $row['found'] < count($ids)) {
            $this->side->writeln(sprintf('%d of the ids do not exist.', count($ids) - $row['found']));
        }
        return $row;
    }

    /**
     * Everything that is switched on, in the order in which documents depend on each other.
     * @param string[] $entities
     */
    private function all(?string $connection, array $entities, ?string $from, ?string $to, bool $isFull, ?ProgressBar $bar): array
    {
        $rows = [];
        $this->comparison->begin();
        foreach ($connection === null ? $this->connections->all() : [$connection] as $code) {
            foreach (Settings::ENTITIES as $entity) {
                if ($entities ? in_array($entity, $entities, true) : $this->settings->isSent($entity, $code)) {
                    $first = $this->firstDay->of($entity, $code, $from);
                    $rows[] = [$this->row($entity, $code, $this->reader->count($entity, $code, $first, $to)), $first];
                }
            }
        }
        try {
            $this->startReaders($rows, $to);
            return array_map(fn (array $one): array => $this->history($one[0], $one[1], $to, $isFull, $bar), $rows);
        } finally {
            $this->ahead->end();
        }
    }

    /**
     * Other processes that read, where there is enough to do for them.
     * @param array<array{0:array, 1:?string}> $rows
     */
    private function startReaders(array $rows, ?string $to): void
    {
        if (array_sum(array_column(array_column($rows, 0), 'found')) < self::WORTH_OTHER_PROCESSES) {
            return;
        }
        $first = [];
        foreach ($rows as [$row, $from]) {
            $first[$row['entity']] ??= $this->reader->ids($row['entity'], $row['connection'], 0, 1, $from, $to);
        }
        $this->ahead->begin(array_filter($first));
    }

    private function history(array $row, ?string $from, ?string $to, bool $isFull, ?ProgressBar $bar): array
    {
        ['entity' => $entity, 'connection' => $connection] = $row;
        $isAsked = $this->comparison->isAsked($entity);
        $this->begin($bar, $entity, $row['found']);
        $take = function (array $ids) use (&$row, $entity, $connection, $isAsked): array {
            $taken = [];
            if (!$isAsked) {
                $this->ahead->expect($entity, $ids);
            }
            foreach (array_chunk($ids, ReadAhead::PORTION) as $portion) {
                array_push($taken, ...$this->enqueue($row, $portion, $connection, 'history'));
            }
            return array_diff($taken, array_map(intval(...), array_column($row['refused'], 'id')));
        };
        $next = $this->comparison->ids($entity, $connection, 0, $from, $to);
        while ($ids = $next) {
            $next = $this->comparison->ids($entity, $connection, max($ids), $from, $to);
            if (!$isAsked) {
                $this->comparison->expect($entity, $connection, $next, $isFull);
            }
            $same = $this->comparison->history($entity, $connection, $ids, $isFull, $take);
            $known = count(array_filter($same));
            $row['unchanged'] += $known;
            $row['ignored'] += count($same) - $known;
            if ($bar !== null) {
                $bar->advance(count($ids));
            }
        }
        $this->end($bar);
        return $row;
    }

    /**
     * @param int[] $ids
     * @return int[] those that exist
     */
    private function enqueue(array &$row, array $ids, ?string $connection, string $purpose): array
    {
        $read = $this->ahead->read($row['entity'], $ids);
        if ($connection !== null) {
            $read = array_filter($read, static fn (array $one): bool => $one[1] === $connection);
        }
        foreach (array_chunk(array_column($read, 2), self::TAKEN) as $snapshots) {
            $result = $this->engine->enqueue($snapshots, ['purpose' => $purpose]);
            foreach (self::RESULTS as $name) {
                $row[$name] += (int)($result[$name] ?? 0);
            }
            array_push($row['refused'], ...($result['refused'] ?? []));
        }
        // A product has a snapshot for each connection.
        return array_values(array_unique(array_column($read, 0)));
    }

    private function row(string $entity, string $connection, int $found): array
    {
        return ['entity' => $entity, 'connection' => $connection, 'found' => $found]
            + array_fill_keys(self::RESULTS, 0) + ['refused' => []];
    }

    private function begin(?ProgressBar $bar, string $entity, int $total): void
    {
        if ($bar !== null) {
            $bar->setMessage(str_pad($entity, 10));
            $bar->start($total);
        }
    }

    private function end(?ProgressBar $bar): void
    {
        if ($bar !== null) {
            $bar->finish();
            $this->side->writeln('');
        }
    }

    /** @param string[] $warnings */
    private function report(InputInterface $input, OutputInterface $output, array $rows, array $warnings): int
    {
        $refused = array_merge([], ...array_column($rows, 'refused'));
        $code = $refused ? self::NEEDS_PERSON : self::FINE;
        if ($this->isJson($input)) {
            $this->writeJson($output, ['entities' => $rows, 'warnings' => $warnings, 'exit_code' => $code]);
            return $code;
        }
        if (!$rows) {
            $output->writeln('Nothing is switched on: see Stores > Configuration > Xero Integration.');
            return $code;
        }
        $lines = [];
        foreach ($rows as $row) {
            $lines[] = [
                $row['entity'], $row['connection'], $row['found'], $row['accepted'], $row['replaced'],
                $row['unchanged'], $row['ignored'], count($row['refused']),
            ];
        }
        $this->writeTable($output, ['Entity', 'Connection', 'Found', 'Accepted', 'Replaced', 'Unchanged', 'Ignored', 'Refused'], $lines);
        foreach (array_slice($refused, 0, self::REFUSED_SHOWN) as $row) {
            $output->writeln(sprintf(
                '<comment>%s %s refused: %s %s (%s)</comment>',
                $this->plain((string)($row['kind'] ?? '')),
                $this->plain((string)($row['id'] ?? '')),
                $this->plain((string)($row['field'] ?? '')),
                $this->plain((string)($row['message'] ?? '')),
                $this->plain((string)($row['code'] ?? ''))
            ));
        }
        if (count($refused) > self::REFUSED_SHOWN) {
            $output->writeln(sprintf('… and %d more; --json shows them all.', count($refused) - self::REFUSED_SHOWN));
        }
        $output->writeln('Cron sends the queue, or now: bin/magento ledgerline:drain');
        return $code;
    }

    private function dateOption(InputInterface $input, string $name): ?string
    {
        $value = $input->getOption($name);
        if ($value === null || $value === '') {
            return null;
        }
        $date = \DateTimeImmutable::createFromFormat('!Y-m-d', (string)$value);
        if ($date === false || $date->format('Y-m-d') !== $value) {
            throw new InputException(__('--%1=%2 is not a day. Write it like this: 2026-01-31', $name, $value));
        }
        return $value;
    }
}
