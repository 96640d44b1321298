<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Xero\Tests\Extension\Support\Killing;

/**
 * Sudden death at ten random moments; tests/bench/kill.php does it as often as one likes, and to the workers of PHP-FPM.
 */
class KillTest extends ExtensionTestCase
{
    public function testDrainsThatAreKilledAtRandomMomentsLoseNothingAndSendNothingTwice(): void
    {
        $seed = (int)(getenv('LEDGERLINE_SEED') ?: 20261123);
        $engine = $this->connected(Killing::settings());
        $engine->catalogue('default', true);
        $killing = new Killing($this->folder, $this->store, $this->sandbox, $engine, $seed);
        $killing->drains($this->options(), 10);
        $counts = $killing->count($this->options());
        self::assertGreaterThan(2, $counts['hits'], 'Too few kills hit a running drain.');
        self::assertSame(['lost' => 0, 'twice' => 0, 'waiting' => 0], array_intersect_key($counts, ['lost' => 0, 'twice' => 0, 'waiting' => 0]), "seed $seed: " . json_encode($counts));
        $this->assertExactlyOnce(1, $counts['documents']);
        fprintf(STDERR, "\n  killed drains: %s\n", json_encode($counts));
    }
}
