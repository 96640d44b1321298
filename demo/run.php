<?php
/**
 * The main job without a Magento: takes the snapshots of a sample shop into the queue, sends them to the sandbox through the
 * PHP extension, and compares every document there with the shop's, to the cent.
 *
 *   php -n -d extension=…/ledgerline.so demo/run.php --store=FOLDER --xero=ADDRESS [--fixtures=FOLDER]
 *
 * scripts/demo builds, starts the sandbox and calls this.
 */
declare(strict_types=1);

namespace Ledgerline\Demo;

use Ledgerline\Native\Engine;
use Ledgerline\Native\XeroException;

const CONNECTION = 'default';
const FILES = ['customers' => 'customers', 'products' => 'products', 'invoices' => 'invoices', 'creditmemos' => 'credit memos'];
const PORTION = 200;

$options = getopt('', ['store:', 'xero:', 'fixtures:']);
if (!isset($options['store'], $options['xero'])) {
    fwrite(STDERR, "usage: run.php --store=FOLDER --xero=ADDRESS [--fixtures=FOLDER]\n");
    exit(1);
}
if (!class_exists(Engine::class)) {
    fwrite(STDERR, "The PHP extension \"ledgerline\" is not loaded.\n");
    exit(1);
}
try {
    exit((new Demo($options['store'], rtrim($options['xero'], '/'), $options['fixtures'] ?? dirname(__DIR__) . '/tests/fixtures/seed42'))->run());
} catch (XeroException $error) {
    fwrite(STDERR, "\n" . $error->getMessage() . ' (' . $error->getErrorCode() . ")\n");
    exit(1);
}

final class Demo
{
    private Engine $engine;

    private float $began;

    public function __construct(private readonly string $store, private readonly string $xero, private readonly string $fixtures)
    {
        $this->engine = new Engine(['store' => $store, 'keys' => ['key of the sample shop'], 'xero_url' => $xero]);
        $this->began = microtime(true);
    }

    public function run(): int
    {
        $before = $this->counts();
        $this->connect();
        $shop = $this->enqueue();
        $report = $this->drain();
        $this->summary($report, $before, $this->counts());
        $agree = $this->compare($shop);
        $this->newestLines();
        $this->where();
        $open = $report['held'] + $report['failed'] + $report['unknown'] + $report['waiting'];
        if (!$agree || $open > 0) {
            print "  NOT everything is in Xero as it is in the shop; see above.\n\n";
            return 1;
        }
        return 0;
    }

    private function connect(): void
    {
        $this->engine->configure(CONNECTION, [
            'version' => 1, 'name' => 'Sample shop', 'type' => 'custom', 'client_id' => 'sandbox-custom', 'client_secret' => 'sandbox-custom-secret',
            'shop' => 'M2', 'accounts' => ['bank' => '090', 'sales' => '200'],
        ]);
        $status = $this->engine->connections()[0];
        if ($status['state'] !== 'connected') {
            $status = $this->engine->connectCustom(CONNECTION);
        }
        $this->say('Connected to ' . ($status['organisation']['name'] ?? 'Xero') . '.');
    }

    /**
     * @return array<string, array{currency: string, cents: int}> the shop's documents: number in the books => what it must be
     */
    private function enqueue(): array
    {
        $documents = [];
        $totals = ['accepted' => 0];
        $read = [];
        $began = microtime(true);
        foreach (FILES as $file => $name) {
            $portion = [];
            $count = 0;
            foreach ($this->lines("$this->fixtures/$file.jsonl") as $line) {
                $snapshot = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
                $portion[] = $snapshot;
                $count++;
                if ($snapshot['kind'] === 'invoice' || $snapshot['kind'] === 'creditmemo') {
                    $documents["{$snapshot['kind']} {$snapshot['number']}"] = [
                        'currency' => $snapshot['currency'], 'cents' => self::cents($snapshot['totals']['grand_total']),
                    ];
                }
                if (count($portion) === PORTION) {
                    $this->take($portion, $totals);
                    $portion = [];
                }
            }
            $this->take($portion, $totals);
            $read[] = "$count $name";
        }
        $milliseconds = 1000 * (microtime(true) - $began);
        $this->say('The sample shop: ' . implode(', ', $read) . '.');
        $this->say(sprintf('Taken into the queue in %d ms: %s.', $milliseconds, $totals['accepted'] === 0 ? 'nothing changed since the last run' : "{$totals['accepted']} records to send"));
        return $documents;
    }

    /**
     * @param list<array<string, mixed>> $snapshots
     * @param array<string, int> $totals
     */
    private function take(array $snapshots, array &$totals): void
    {
        $taken = $this->engine->enqueue($snapshots, ['purpose' => 'history']);
        foreach (array_keys($totals) as $name) {
            $totals[$name] += $taken[$name];
        }
        foreach ($taken['refused'] as $refused) {
            print "  refused: {$refused['kind']} {$refused['id']}: {$refused['message']}\n";
        }
    }

    /**
     * @return array<string, mixed>
     */
    private function drain(): array
    {
        $bar = new ProgressBar();
        // Jobs that follow from others (payments after invoices) come up while it runs.
        $report = $this->engine->drain([], static function (array $now) use ($bar): void {
            $bar->show($now['done'] + $now['held'], $now['done'] + $now['held'] + $now['waiting'], "{$now['calls']} calls, sending: " . strtr($now['kind'], '_', ' ') . 's');
        });
        $bar->end($report['done'], $report['calls']);
        return $report;
    }

    /**
     * @param array<string, mixed> $report
     * @param array<string, mixed> $before
     * @param array<string, mixed> $after
     */
    private function summary(array $report, array $before, array $after): void
    {
        $books = $after['organisations'][0];
        $earlier = $before['organisations'][0];
        $new = static fn (string $what): int => $books[$what] - $earlier[$what];
        $records = 0;
        $writes = 0;
        foreach ($after['by_endpoint'] as $endpoint => $count) {
            if (!str_starts_with($endpoint, 'GET ')) {
                $writes += $count - ($before['by_endpoint'][$endpoint] ?? 0);
            }
        }
        $budget = $this->engine->budget(CONNECTION);
        self::heading('What was sent');
        $rows = [];
        foreach (['contacts' => 'Contacts', 'items' => 'Items', 'invoices' => 'Invoices', 'credit_notes' => 'Credit notes', 'payments' => 'Payments and refunds', 'allocations' => 'Allocations'] as $what => $label) {
            $rows[] = [$label, number_format($new($what)), number_format($books[$what])];
            $records += $new($what);
        }
        self::table(['', 'this run', 'in Xero now'], $rows, [STR_PAD_RIGHT, STR_PAD_LEFT, STR_PAD_LEFT]);
        $held = $report['held_by'];
        printf("\n  %-22s%s\n", 'Held', $held === [] ? 'nothing' : '');
        foreach ($held as $reason) {
            printf("    %4d  %-20s %s\n", $reason['count'], $reason['code'], $reason['message']);
        }
        printf("  %-22s%d, of which %d write%s\n", 'Calls to Xero', $after['calls_total'] - $before['calls_total'], $writes,
            $records === 0 ? '' : '; one call for each record would be ' . number_format($records));
        printf("  %-22s%d of %s used today, %d refused by a limit (429)\n", "Xero's day limit", $budget['day_used'], number_format($budget['day_limit']), $after['refused_429_total']);
        if ($report['stopped'] === 'budget') {
            printf("  %-22s%s UTC; run this again then\n", 'The limit ends at', gmdate('H:i:s', (int)$report['not_before']));
        }
    }

    /**
     * Compares what the sandbox holds with the shop's own totals: without the engine, which checked on its own.
     *
     * @param array<string, array{currency: string, cents: int}> $shop
     */
    private function compare(array $shop): bool
    {
        $sums = [];
        $differences = [];
        $found = [];
        foreach ($this->sandbox('/sandbox/documents') as $document) {
            $credit = $document['type'] === 'ACCRECCREDIT';
            $number = $credit ? 'creditmemo ' . preg_replace('/^CM-/', '', $document['number']) : 'invoice ' . $document['number'];
            $mine = $shop[$number] ?? null;
            if ($mine === null || isset($found[$number]) || $mine['currency'] !== $document['currency']) {
                $differences[] = "$number: not in the shop, in Xero twice, or in another currency";
                continue;
            }
            $found[$number] = true;
            $cents = self::cents($document['total']);
            if ($cents !== $mine['cents']) {
                $differences[] = sprintf('%s: shop %s, Xero %s', $number, self::amount($mine['cents']), self::amount($cents));
            }
            $sum = &$sums[($credit ? 'Credit notes ' : 'Invoices ') . $document['currency']];
            $sum = ['documents' => ($sum['documents'] ?? 0) + 1, 'shop' => ($sum['shop'] ?? 0) + $mine['cents'], 'xero' => ($sum['xero'] ?? 0) + $cents,
                'apart' => ($sum['apart'] ?? 0) + abs($cents - $mine['cents'])];
            unset($sum);
        }
        ksort($sums);
        self::heading('Totals, document by document: the shop beside Xero');
        $rows = [];
        foreach ($sums as $name => $sum) {
            $rows[] = [$name, (string)$sum['documents'], self::amount($sum['shop']), self::amount($sum['xero']), "{$sum['apart']}"];
        }
        self::table(['', 'documents', 'shop', 'Xero', 'cents apart'], $rows, [STR_PAD_RIGHT, STR_PAD_LEFT, STR_PAD_LEFT, STR_PAD_LEFT, STR_PAD_LEFT]);
        $missing = count($shop) - count($found);
        printf("\n  %d documents compared, %d different, %d missing; difference in all: %d cents\n", count($found), count($differences), $missing, array_sum(array_column($sums, 'apart')));
        foreach (array_slice($differences, 0, 10) as $difference) {
            print "    $difference\n";
        }
        return $differences === [] && $missing === 0;
    }

    private function newestLines(): void
    {
        $log = $this->engine->log(['page' => 1, 'page_size' => 8]);
        self::heading('The newest of ' . number_format($log['total']) . ' log lines');
        $rows = array_map(static fn (array $line): array => [
            substr($line['at'], 11), strtr((string)$line['kind'], '_', ' '), (string)$line['number'], (string)$line['action'], (string)$line['status'],
            $line['total'] === null ? '' : "{$line['total']} {$line['currency']}", self::short((string)$line['message'], 44),
        ], $log['items']);
        self::table(['time', 'what', 'number', 'action', 'status', 'total', 'message'], $rows, [STR_PAD_RIGHT, STR_PAD_RIGHT, STR_PAD_RIGHT, STR_PAD_RIGHT, STR_PAD_RIGHT, STR_PAD_LEFT, STR_PAD_RIGHT]);
    }

    private function where(): void
    {
        $health = $this->engine->health();
        self::heading('Where to look');
        printf("  %-22s%s (%s KB, SQLite)\n", 'Queue, links and log', $health['store']['path'], number_format($health['store']['bytes'] / 1024));
        printf("  %-22s%s/xero.json\n", "The sandbox's books", dirname($this->store));
        printf("  %-22s%s/\n", 'The sample shop', $this->fixtures);
        print "\n";
    }

    /**
     * @return \Generator<int, string>
     */
    private function lines(string $file): \Generator
    {
        $handle = fopen($file, 'rb') ?: throw new \RuntimeException("cannot read $file");
        while (($line = fgets($handle)) !== false) {
            yield $line;
        }
        fclose($handle);
    }

    /**
     * @return array<string, mixed>
     */
    private function counts(): array
    {
        return $this->sandbox('/sandbox/counts');
    }

    /**
     * @return array<mixed>
     */
    private function sandbox(string $path): array
    {
        $answer = file_get_contents($this->xero . $path);
        return json_decode($answer === false ? '[]' : $answer, true, 512, JSON_THROW_ON_ERROR);
    }

    private function say(string $sentence): void
    {
        printf("  %5.1f s  %s\n", microtime(true) - $this->began, $sentence);
    }

    /** A decimal string as whole cents, half up, without floating point. */
    private static function cents(string $amount): int
    {
        preg_match('/^(-?)(\d+)(?:\.(\d+))?$/', $amount, $part) ?: throw new \RuntimeException("not an amount: $amount");
        $digits = str_pad(substr($part[3] ?? '', 0, 3), 3, '0');
        $cents = (int)$part[2] * 100 + (int)substr($digits, 0, 2) + ($digits[2] >= '5' ? 1 : 0);
        return $part[1] === '-' ? -$cents : $cents;
    }

    private static function amount(int $cents): string
    {
        return ($cents < 0 ? '-' : '') . number_format(intdiv(abs($cents), 100)) . sprintf('.%02d', abs($cents) % 100);
    }

    private static function short(string $text, int $length): string
    {
        $letters = preg_split('//u', $text, -1, PREG_SPLIT_NO_EMPTY) ?: [];
        return count($letters) <= $length ? $text : implode('', array_slice($letters, 0, $length - 1)) . '…';
    }

    private static function heading(string $text): void
    {
        print "\n  $text\n  " . str_repeat('-', strlen($text)) . "\n";
    }

    /**
     * @param list<string> $head
     * @param list<list<string>> $rows
     * @param list<int> $pads
     */
    private static function table(array $head, array $rows, array $pads): void
    {
        $width = static fn (string $text): int => preg_match_all('/./u', $text) ?: 0;
        $widths = array_map($width, $head);
        foreach ($rows as $row) {
            foreach ($row as $i => $cell) {
                $widths[$i] = max($widths[$i], $width($cell));
            }
        }
        foreach ([$head, ...$rows] as $row) {
            $line = '';
            foreach ($row as $i => $cell) {
                $space = str_repeat(' ', $widths[$i] - $width($cell));
                $line .= '  ' . ($pads[$i] === STR_PAD_LEFT ? $space . $cell : $cell . $space);
            }
            print rtrim($line) . "\n";
        }
    }
}

/** One line that grows on a terminal, a line now and then elsewhere. */
final class ProgressBar
{
    private const WIDTH = 30;

    private bool $terminal;

    private float $shown = 0.0;

    private bool $any = false;

    public function __construct()
    {
        $this->terminal = stream_isatty(STDOUT);
    }

    public function show(int $done, int $all, string $text): void
    {
        $share = $all > 0 ? min(1.0, $done / $all) : 1.0;
        if (!$this->terminal && $share < 1.0 && microtime(true) - $this->shown < 1.0) {
            return;
        }
        $this->shown = microtime(true);
        $this->any = true;
        $full = (int)floor($share * self::WIDTH);
        $line = sprintf('  [%s%s] %3d %%  %d of %d, %s', str_repeat('#', $full), str_repeat('.', self::WIDTH - $full), (int)floor(100 * $share), $done, $all, $text);
        print $this->terminal ? "\r" . str_pad($line, 96) : "$line\n";
    }

    public function end(int $done, int $calls): void
    {
        if ($done === 0) {
            print "  Nothing to send: everything is in Xero already.\n";
            return;
        }
        $line = sprintf('  [%s] 100 %%  %d jobs done with %d calls', str_repeat('#', self::WIDTH), $done, $calls);
        print ($this->terminal && $this->any ? "\r" : '') . str_pad($line, 96) . "\n";
    }
}
