<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Privacy;

use Ledgerline\Xero\Privacy\Erasure;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Magento\Framework\Lock\LockManagerInterface;
use PHPUnit\Framework\TestCase;

class ErasureTest extends TestCase
{
    public function testWhoseDocumentsWaitIsErasedOnceTheyAreSent(): void
    {
        $engine = new FakeEngine();
        $kept = [];
        $open = 2;
        $engine->answers['setCursor'] = static function (string $name, string $value) use (&$kept): void {
            $kept[$name] = $value;
        };
        $engine->answers['cursor'] = static function (string $name) use (&$kept): ?string {
            return $kept[$name] ?? null;
        };
        $engine->answers['erase'] = static function () use (&$open): array {
            return ['jobs' => 1, 'lines' => 0, 'links' => 0, 'open' => $open];
        };
        $erasure = new Erasure($engine, $this->createMock(LockManagerInterface::class));
        self::assertSame(0, $erasure->resume());
        $erasure->erase(['customer_id' => '7']);
        $erasure->erase(['customer_id' => '7']);
        $erasure->erase(['email' => 'ann@example.com']);
        self::assertSame([['customer_id' => '7'], ['email' => 'ann@example.com']], json_decode($kept['erase.pending'], true));
        self::assertSame(0, $erasure->resume());
        $open = 0;
        self::assertSame(2, $erasure->resume());
        self::assertSame('[]', $kept['erase.pending']);
        $calls = count($engine->callsOf('erase'));
        self::assertSame(0, $erasure->resume());
        self::assertCount($calls, $engine->callsOf('erase'));
    }
}
