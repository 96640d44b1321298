<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Support;

use Ledgerline\Xero\Bridge\GuardedEngine;

/**
 * The module's gateway, which also writes down each enqueue, or fails when it is told to.
 */
class RecordingEngine extends GuardedEngine
{
    public static string $file = '';

    public static ?\Throwable $failure = null;

    public function enqueue(array $snapshots, array $options = []): array
    {
        $records = array_map(static fn (array $one): string => $one['kind'] . ' ' . $one['id'], $snapshots);
        file_put_contents(self::$file, json_encode(['records' => $records, 'immediately' => $options['immediately'] ?? false]) . "\n", FILE_APPEND);
        if (self::$failure !== null) {
            throw self::$failure;
        }
        return parent::enqueue($snapshots, $options);
    }
}
