<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Xero\Tests\Extension\Support\Business;
use Ledgerline\Xero\Tests\Extension\Support\Chaos;
use Ledgerline\Xero\Tests\Extension\Support\ChaosFile;
use Ledgerline\Xero\Tests\Extension\Support\ChaosPlace;
use Ledgerline\Xero\Tests\Extension\Support\ChaosServer;
use Ledgerline\Xero\Tests\Extension\Support\Database;
use Ledgerline\Xero\Tests\Extension\Support\Fpm;

/**
 * Everything goes wrong at once while 150 documents are sent; `scripts/bench chaos` does it with ten thousand.
 */
class ChaosTest extends ExtensionTestCase
{
    public function testNothingIsLostTwiceOrWrongOnSqlite(): void
    {
        $this->survives(new ChaosFile($this->folder, 64));
    }

    public function testNothingIsLostTwiceOrWrongOnAServer(): void
    {
        if (!Database::isThere()) {
            self::markTestSkipped('MariaDB is not installed.');
        }
        $this->survives(new ChaosServer($this->folder));
    }

    private function survives(ChaosPlace $place): void
    {
        if (!Fpm::isThere()) {
            $place->end();
            self::markTestSkipped('PHP-FPM or nginx is not installed.');
        }
        $seed = (int)(getenv('LEDGERLINE_SEED') ?: 20261123);
        try {
            $chaos = new Chaos($this->folder, $place, $this->sandbox([...Business::sandbox(), '--set', 'day_limit=1000000']), $seed);
            $chaos->run(75, 2, 0.1);
            $chaos->finish();
            $counts = $chaos->counts();
            $chaos->stopAll();
        } finally {
            $place->end();
        }
        self::assertTrue(Chaos::isClean($counts), "seed $seed: " . json_encode($counts, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES));
        self::assertGreaterThan(25, $counts['faults']);
    }
}
