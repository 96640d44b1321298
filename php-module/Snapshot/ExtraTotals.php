<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Ledgerline\Xero\Api\ExtraTotalsInterface;
use Magento\Framework\DataObject;
use Magento\Framework\Event\ManagerInterface;
use Psr\Log\LoggerInterface;

/**
 * Asks other modules what they put into the totals of documents, and lets them complete what was read.
 *
 * Their failures stay theirs: they are logged, and the document continues without. Its total is then not explained, so
 * that the books hold it with the amount that is missing; nothing is lost and nothing wrong is posted.
 */
class ExtraTotals
{
    public const EVENT = 'ledgerline_xero_snapshots_read';

    /** What an observer may change. */
    private const FIELDS = ['extra_totals', 'lines'];

    /** @param ExtraTotalsInterface[] $providers by name */
    public function __construct(
        private readonly ManagerInterface $events,
        private readonly LoggerInterface $logger,
        private readonly array $providers = []
    ) {}

    /** @return string[] classes of who is asked */
    public function providers(): array
    {
        return array_values(array_map(get_class(...), $this->providers));
    }

    /** Documents with what other modules know about them. */
    public function complete(string $kind, array $snapshots): array
    {
        $snapshots = array_column($snapshots, null, 'id');
        foreach ($this->providers as $name => $provider) {
            try {
                $found = $provider->get($kind, $snapshots);
            } catch (\Throwable $exception) {
                $this->report((string)$name, $kind, array_keys($snapshots), $exception);
                continue;
            }
            foreach (array_intersect_key($found, $snapshots) as $id => $totals) {
                try {
                    $checked = array_map($this->checked(...), array_values($totals));
                    array_push($snapshots[$id]['extra_totals'], ...$checked);
                } catch (\Throwable $exception) {
                    $this->report((string)$name, $kind, [$id], $exception);
                }
            }
        }
        return array_values($this->observed($kind, $snapshots));
    }

    /**
     * Documents as the observers of the event leave them.
     * @param array<int,array> $snapshots
     * @return array<int,array>
     */
    private function observed(string $kind, array $snapshots): array
    {
        if ($snapshots === []) {
            return [];
        }
        try {
            $transport = new DataObject(['kind' => $kind, 'snapshots' => $snapshots]);
            $this->events->dispatch(self::EVENT, ['kind' => $kind, 'transport' => $transport]);
            $changed = (array)$transport->getData('snapshots');
        } catch (\Throwable $exception) {
            $this->report(self::EVENT, $kind, array_keys($snapshots), $exception);
            return $snapshots;
        }
        foreach ($snapshots as $id => $snapshot) {
            try {
                foreach (self::FIELDS as $field) {
                    $value = $changed[$id][$field] ?? $snapshot[$field];
                    if ($value !== $snapshot[$field]) {
                        $value = array_values($value);
                        $snapshot[$field] = $field === 'lines' ? $value : array_map($this->checked(...), $value);
                    }
                }
                $snapshots[$id] = $snapshot;
            } catch (\Throwable $exception) {
                $this->report(self::EVENT, $kind, [$id], $exception);
            }
        }
        return $snapshots;
    }

    private function checked(mixed $total): array
    {
        $code = is_array($total) ? trim((string)($total['code'] ?? '')) : '';
        if ($code === '') {
            throw new \InvalidArgumentException('A total has no code.');
        }
        $amount = function (string $name) use ($total, $code): ?string {
            $value = Amount::orNull($total[$name] ?? null);
            if ($value !== null && !preg_match('/^-?\d+(\.\d+)?$/', $value)) {
                throw new \InvalidArgumentException(sprintf('%s of the total "%s" is not an amount.', $name, $code));
            }
            return $value;
        };
        return [
            'code' => $code,
            'title' => trim((string)($total['title'] ?? '')) ?: $code,
            'amount' => $amount('amount')
                ?? throw new \InvalidArgumentException(sprintf('The total "%s" has no amount.', $code)),
            'tax' => $amount('tax') ?? Amount::ZERO,
            'tax_percent' => $amount('tax_percent'),
            'taxes' => array_values((array)($total['taxes'] ?? [])),
            'account' => trim((string)($total['account'] ?? '')) ?: null,
        ];
    }

    /**
     * Writes down whose fault it is that totals are missing.
     * @param int[] $ids
     */
    private function report(string $who, string $kind, array $ids, \Throwable $exception): void
    {
        $this->logger->error(
            sprintf('extra_totals_failed: %s for %s: %s', $who, $kind, $exception->getMessage()),
            ['code' => 'extra_totals_failed', 'ids' => $ids, 'exception' => $exception]
        );
    }
}
