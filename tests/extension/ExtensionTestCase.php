<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Native\Engine;
use Ledgerline\Xero\Tests\Extension\Support\Command;
use Ledgerline\Xero\Tests\Extension\Support\Folder;
use Ledgerline\Xero\Tests\Extension\Support\Php;
use Ledgerline\Xero\Tests\Extension\Support\Sandbox;
use Ledgerline\Xero\Tests\Extension\Support\Shop;
use Ledgerline\Xero\Tests\Extension\Support\StoreFile;
use PHPUnit\Framework\TestCase;

abstract class ExtensionTestCase extends TestCase
{
    protected string $folder;

    /** Folder of the store. */
    protected string $store;

    protected ?Sandbox $sandbox = null;

    /** @var Command[] */
    private array $started = [];

    protected function setUp(): void
    {
        $this->folder = Folder::make();
        $this->store = $this->folder . '/store';
    }

    protected function tearDown(): void
    {
        foreach ($this->started as $command) {
            $command->end();
        }
        $this->started = [];
        $this->sandbox?->end();
        $this->sandbox = null;
        Folder::remove($this->folder);
    }

    /**
     * @param string[] $arguments
     */
    protected function sandbox(array $arguments = ['--limits', 'off']): Sandbox
    {
        return $this->sandbox ??= new Sandbox($this->folder, $arguments);
    }

    /**
     * @param array<string, mixed> $more
     */
    protected function options(array $more = []): array
    {
        return Shop::options($this->store, $this->sandbox?->address, $more);
    }

    /**
     * @param array<string, mixed> $more
     */
    protected function engine(array $more = []): Engine
    {
        return new Engine($this->options($more));
    }

    /** An engine that is connected to a sandbox. */
    protected function connected(array $settings = [], array $options = []): Engine
    {
        $this->sandbox();
        $engine = $this->engine($options);
        Shop::connect($engine, $settings);
        return $engine;
    }

    /**
     * @param array<string, mixed> $given
     * @param array<string, mixed> $how
     */
    protected function start(string $code, array $given = [], array $how = []): Command
    {
        return $this->started[] = Php::start($this->folder, $code, $given + ['options' => $this->options()], $how);
    }

    /** The store's file, for what the engine does not tell. */
    protected function file(): StoreFile
    {
        return new StoreFile($this->folder, $this->store);
    }

    /**
     * Ids of customers that another process finds in the queue.
     *
     * @return string[]
     */
    protected function queuedCustomers(): array
    {
        $customers = '["page_size" => 10000, "filters" => [["field" => "entity", "condition" => "eq", "value" => "customer"]]]';
        return $this->start("echo json_encode(array_column(\$engine->jobs($customers)['items'], 'entity_id'));")->json();
    }

    protected function waitFor(callable $happened, float $seconds = 30): void
    {
        $end = microtime(true) + $seconds;
        while (!$happened()) {
            self::assertLessThan($end, microtime(true), 'It did not happen in time.');
            usleep(5_000);
        }
    }

    /** Time goes by, in the store and in Xero. */
    protected function later(int $seconds = 200): void
    {
        $this->file()->advance($seconds);
        $this->sandbox?->advance($seconds);
    }

    /** Drains in a new process until nothing is left; returns the last report. */
    protected function drainEverything(int $rounds = 6): array
    {
        for ($round = 0; ; $round++) {
            $report = $this->start('echo json_encode($engine->drain(["seconds" => 60]));')->json(120);
            if ($report['waiting'] === 0 || $round >= $rounds) {
                return $report;
            }
            $this->later();
        }
    }

    /** Every invoice of the range is in Xero once, paid once and in full; nothing else is there. */
    protected function assertExactlyOnce(int $first, int $last): void
    {
        $lost = $twice = [];
        $found = $this->sandbox->invoices();
        foreach (range($first, $last) as $number) {
            $one = $found[sprintf('%09d', $number)] ?? null;
            if ($one === null || $one['payments'] === 0) {
                $lost[] = $number;
            } elseif ($one['documents'] > 1 || $one['payments'] > 1 || $one['paid'] !== '60.00') {
                $twice[] = $number;
            }
        }
        self::assertSame(['lost' => [], 'twice' => []], ['lost' => $lost, 'twice' => $twice]);
        self::assertCount($last - $first + 1, $found);
        self::assertSame($last - $first + 1, $this->sandbox->contacts(), 'contacts');
    }
}
