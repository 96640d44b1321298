<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Xero\Tests\Extension\Support\Database;
use Ledgerline\Xero\Tests\Extension\Support\Killing;
use Ledgerline\Xero\Tests\Extension\Support\MovedClock;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

/**
 * Sudden death at ten random moments; tests/bench/kill.php does it as often as one likes, and to the workers of PHP-FPM.
 */
class KillTest extends ExtensionTestCase
{
    public function testDrainsThatAreKilledAtRandomMomentsLoseNothingAndSendNothingTwice(): void
    {
        $this->killed($this->store, [new MovedClock($this->folder, 'machine')]);
    }

    public function testSoOnAServerWithItsOwnClock(): void
    {
        if (!Database::isThere()) {
            self::markTestSkipped('MariaDB is not installed.');
        }
        $server = new MovedClock($this->folder, 'server');
        $database = new Database($server->environment());
        try {
            $this->killed($database->address($this->folder), [new MovedClock($this->folder, 'machine'), $server]);
        } finally {
            $database->end();
        }
    }

    /**
     * @param MovedClock[] $clocks
     */
    private function killed(string $store, array $clocks): void
    {
        $seed = (int)(getenv('LEDGERLINE_SEED') ?: 20261123);
        $sandbox = $this->sandbox();
        $killing = new Killing($this->folder, Shop::options($store, $sandbox->address), $clocks, $sandbox, $seed);
        $killing->drains(10);
        $counts = $killing->count();
        self::assertGreaterThan(2, $counts['hits'], 'Too few kills hit a running drain.');
        self::assertSame(['lost' => 0, 'twice' => 0, 'waiting' => 0], array_intersect_key($counts, ['lost' => 0, 'twice' => 0, 'waiting' => 0]), "seed $seed: " . json_encode($counts));
        $this->assertExactlyOnce(1, $counts['documents']);
        fprintf(STDERR, "\n  killed drains: %s\n", json_encode($counts));
    }
}
