<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Ledgerline\Xero\Api\TendersInterface;
use Psr\Log\LoggerInterface;

/**
 * Asks other modules which part of documents is not money.
 *
 * A provider that fails must not let money be booked that did not move: its documents are left out and written down. The
 * reconciliation names them as missing, and Sync All sends them once the provider works.
 */
class Tenders
{
    /** Kinds of documents that are paid or refunded. */
    private const KINDS = ['invoice', 'creditmemo'];

    /** @param TendersInterface[] $providers by name */
    public function __construct(private readonly LoggerInterface $logger, private readonly array $providers = []) {}

    /** @return string[] classes of who is asked */
    public function providers(): array
    {
        return array_values(array_map(get_class(...), $this->providers));
    }

    /** Documents with what other modules know about their tenders. */
    public function complete(string $kind, array $snapshots): array
    {
        if ($this->providers === [] || !in_array($kind, self::KINDS, true)) {
            return $snapshots;
        }
        $snapshots = array_column($snapshots, null, 'id');
        foreach ($this->providers as $name => $provider) {
            try {
                $found = $snapshots === [] ? [] : $provider->get($kind, $snapshots);
            } catch (\Throwable $exception) {
                $this->report((string)$name, $kind, array_keys($snapshots), $exception);
                return [];
            }
            foreach (array_intersect_key($found, $snapshots) as $id => $tenders) {
                try {
                    array_push($snapshots[$id]['tenders'], ...array_map($this->checked(...), array_values($tenders)));
                } catch (\Throwable $exception) {
                    $this->report((string)$name, $kind, [$id], $exception);
                    unset($snapshots[$id]);
                }
            }
        }
        return array_values($snapshots);
    }

    private function checked(mixed $tender): array
    {
        $code = is_array($tender) ? trim((string)($tender['code'] ?? '')) : '';
        $amount = Amount::orNull($code === '' ? null : $tender['amount'] ?? null);
        if ($amount === null || !preg_match('/^\d+(\.\d+)?$/', $amount)) {
            throw new \InvalidArgumentException(sprintf('The tender "%s" needs a code and a positive amount.', $code));
        }
        return [
            'code' => $code,
            'title' => trim((string)($tender['title'] ?? '')) ?: $code,
            'amount' => $amount,
            'account' => trim((string)($tender['account'] ?? '')) ?: null,
        ];
    }

    /**
     * Writes down whose fault it is that documents are left out.
     * @param int[] $ids
     */
    private function report(string $who, string $kind, array $ids, \Throwable $exception): void
    {
        $this->logger->error(
            sprintf('tenders_failed: %s for %s: %s', $who, $kind, $exception->getMessage()),
            ['code' => 'tenders_failed', 'ids' => $ids, 'exception' => $exception]
        );
    }
}
