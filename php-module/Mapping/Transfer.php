<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Mapping;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Config\Values;
use Ledgerline\Xero\Config\Backend;
use Magento\Config\Model\Config\BackendFactory;
use Magento\Framework\Exception\LocalizedException;

/** All mappings of all connections as one document, and back: compared and checked before anything is saved. */
class Transfer
{
    public const VERSION = 1;
    /** Tables below the section, with the models that check them. */
    private const TABLES = [
        'tax/map' => Backend\TaxMap::class,
        'tax/rules' => Backend\TaxRules::class,
        'payments/map' => Backend\PaymentMap::class,
        'payments/fees' => Backend\PaymentFees::class,
        'totals/map' => Backend\TotalsMap::class,
        'tracking/rules' => Backend\TrackingRules::class,
    ];

    public function __construct(
        private readonly Values $values,
        private readonly Connections $connections,
        private readonly Writer $writer,
        private readonly BackendFactory $backends
    ) {}

    /** @return array the document: version, connections (code => table => rows) */
    public function export(): array
    {
        $connections = [];
        foreach ($this->connections->all() as $code) {
            foreach (array_keys(self::TABLES) as $path) {
                $connections[$code][$path] = $this->rows($code, $path);
            }
        }
        return ['version' => self::VERSION, 'connections' => $connections];
    }

    /**
     * What an import would change. Checks everything against the lists read from Xero.
     * @param array $document as export() gives it; tables and connections may be missing, which leaves them alone
     * @return array[] connection, table, added (rows), removed (rows)
     * @throws LocalizedException when something in it cannot be
     */
    public function compare(array $document): array
    {
        if (($document['version'] ?? null) !== self::VERSION || !is_array($document['connections'] ?? null)) {
            throw new LocalizedException(__('This is no file of mappings of version %1.', self::VERSION));
        }
        $changes = [];
        foreach ($document['connections'] as $code => $tables) {
            if (!$this->connections->exists((string)$code) || !is_array($tables)) {
                throw new LocalizedException(__(
                    'There is no connection "%1". The shop has: %2.',
                    $code,
                    implode(', ', $this->connections->all())
                ));
            }
            foreach ($tables as $path => $rows) {
                if (!isset(self::TABLES[$path]) || !is_array($rows)) {
                    throw new LocalizedException(
                        __('There is no table "%1". There are: %2.', $path, implode(', ', array_keys(self::TABLES)))
                    );
                }
                $before = array_map($this->plain(...), $this->rows((string)$code, $path));
                $after = array_map($this->plain(...), $this->checked((string)$code, $path, $rows));
                $change = [
                    'connection' => (string)$code,
                    'table' => $path,
                    'added' => array_map(json_decode(...), array_values(array_diff($after, $before))),
                    'removed' => array_map(json_decode(...), array_values(array_diff($before, $after))),
                ];
                // Rules are tried in their order, so another order is a change as well.
                if ($before !== $after) {
                    $changes[] = $change;
                }
            }
        }
        return $changes;
    }

    /**
     * Saves the tables that change.
     * @param array[] $changes as compare() gave them
     */
    public function import(array $document, array $changes): void
    {
        $tables = [];
        foreach ($changes as $change) {
            $rows = $document['connections'][$change['connection']][$change['table']];
            $tables[$change['connection']][$change['table']] = array_values(array_filter($rows, is_array(...)));
        }
        foreach ($tables as $code => $some) {
            $this->writer->save((string)$code, $some);
        }
    }

    private function rows(string $connection, string $path): array
    {
        return array_values($this->values->rows($path, $this->connections->scope($connection)));
    }

    private function checked(string $connection, string $path, array $rows): array
    {
        $scope = $this->connections->scope($connection);
        $model = $this->backends->create(self::TABLES[$path], ['data' => [
            'path' => Settings::SECTION . '/' . $path,
            'scope' => $scope['scope'],
            'scope_id' => $scope['id'],
            'value' => array_values(array_filter($rows, is_array(...))),
        ]]);
        try {
            $model->beforeSave();
        } catch (LocalizedException $e) {
            throw new LocalizedException(__('%1, %2: %3', $connection, $path, $e->getMessage()), $e);
        }
        $saved = $model->getValue();
        $saved = is_string($saved) ? json_decode($saved, true) : $saved;
        return array_values(is_array($saved) ? $saved : []);
    }

    /** A row as text, the same for the same content. */
    private function plain(array $row): string
    {
        $row = array_filter($row, static fn ($value): bool => $value !== '' && $value !== [] && $value !== null);
        ksort($row);
        return (string)json_encode($row, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
    }
}
