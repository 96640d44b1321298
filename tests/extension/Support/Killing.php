<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * Kills what sends at random moments, again and again, and counts at the end what is lost and what is in Xero twice.
 *
 * Between two rounds time goes by for the shop and in Xero, so that leases and permits of the dead end without waiting.
 */
final class Killing
{
    private const PER_ROUND = 12;

    private int $number = 0;

    /** Kills that hit something under way. */
    private int $hits = 0;

    /**
     * @param MovedClock[] $clocks of all machines; the first one is that of those which are killed
     */
    public function __construct(private readonly string $folder, private readonly array $options, private readonly array $clocks, private readonly Sandbox $sandbox, int $seed)
    {
        mt_srand($seed);
        $this->php('Shop::connect($engine, $given["settings"]); $engine->catalogue("default", true); echo "true";', ['settings' => self::settings()]);
        $sandbox->latency(60, 20);
    }

    /** Settings under which one round needs many calls. */
    public static function settings(): array
    {
        return ['batch_size' => 4];
    }

    /** Drains on the command line. */
    public function drains(int $rounds): void
    {
        for ($round = 1; $round <= $rounds; $round++) {
            $this->php('echo json_encode($engine->enqueue(Shop::invoices($given["first"], $given["last"])));', ['first' => $this->number + 1, 'last' => $this->number += self::PER_ROUND]);
            $drain = Php::start($this->folder, '$engine->drain();', ['options' => $this->options], ['environment' => $this->clocks[0]->environment()]);
            usleep(mt_rand(30_000, 650_000));
            $this->hits += (int)$drain->isRunning();
            $drain->signal(SIGKILL);
            $drain->wait();
            $this->timeGoesBy();
        }
    }

    /** Workers of PHP-FPM, all of them at once. */
    public function workers(Fpm $fpm, int $rounds): void
    {
        for ($round = 1; $round <= $rounds; $round++) {
            $first = $this->number + 1;
            $this->number += self::PER_ROUND;
            $half = $first + intdiv(self::PER_ROUND, 2);
            $fpm->many(["/invoice.php?n=$first&to=" . ($half - 1), "/invoice.php?n=$half&to=$this->number"], 2);
            usleep(mt_rand(5_000, 600_000));
            $running = '["filters" => [["field" => "state", "condition" => "eq", "value" => "running"]], "page_size" => 1]';
            $this->hits += (int)($this->php("echo json_encode(\$engine->jobs($running)['total']);") > 0);
            foreach ($fpm->workers() as $pid) {
                posix_kill($pid, SIGKILL);
            }
            $this->timeGoesBy();
            $end = microtime(true) + 10;
            while ($fpm->get('/alive.php')['body'] !== 'alive') {
                if (microtime(true) > $end) {
                    throw new \RuntimeException("No worker came back:\n" . $fpm->log());
                }
                usleep(10_000);
            }
        }
    }

    private function timeGoesBy(int $seconds = 200): void
    {
        // Xero finishes what reached it.
        usleep(150_000);
        foreach ($this->clocks as $clock) {
            $clock->move($seconds);
        }
        $this->sandbox->advance($seconds);
    }

    /**
     * Finishes the work and compares.
     *
     * @return array{documents: int, hits: int, lost: int, twice: int, contacts: int, unknown: int, waiting: int}
     */
    public function count(): array
    {
        $this->sandbox->latency(0);
        for ($round = 0; $round < 60; $round++) {
            // After hours without a sender it is not believed that a payment is not in Xero before a call of somebody else would be over: the next drain looks.
            $this->timeGoesBy($round % 2 === 0 ? 4 * 3600 : 200);
            $report = $this->php('echo json_encode($engine->drain(["seconds" => 50]));');
            if ($report['waiting'] === 0) {
                break;
            }
        }
        $found = $this->sandbox->invoices();
        $lost = $twice = 0;
        for ($number = 1; $number <= $this->number; $number++) {
            $one = $found[sprintf('%09d', $number)] ?? ['documents' => 0, 'payments' => 0, 'paid' => ''];
            $lost += (int)($one['documents'] === 0 || $one['payments'] === 0);
            $twice += (int)($one['documents'] > 1 || $one['payments'] > 1 || ($one['payments'] === 1 && $one['paid'] !== '60.00'));
        }
        return [
            'documents' => $this->number, 'hits' => $this->hits, 'lost' => $lost, 'twice' => $twice + max(0, count($found) - $this->number),
            'contacts' => $this->sandbox->contacts(), 'adopted' => $this->adopted(), 'waiting' => $report['waiting'],
        ];
    }

    /** How many records were found in Xero instead of made. */
    private function adopted(): int
    {
        return $this->php('echo json_encode($engine->log(["filters" => [["field" => "action", "condition" => "eq", "value" => "adopt"]], "page_size" => 1])["total"]);');
    }

    /** Everything is done in processes that have the time of the shop's machine. */
    private function php(string $code, array $given = []): mixed
    {
        return Php::run($this->folder, $code, $given + ['options' => $this->options], ['environment' => $this->clocks[0]->environment()]);
    }
}
