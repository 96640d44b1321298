<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Reconcile;

use Ledgerline\Xero\Reconcile\ReconciliationState;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeMessages;
use PHPUnit\Framework\TestCase;

class ReconciliationStateTest extends TestCase
{
    public function testWhatWasSetIsRead(): void
    {
        $engine = new FakeEngine();
        $kept = [];
        $engine->answers['setCursor'] = static function (string $name, string $value) use (&$kept): void {
            $kept[$name] = $value;
        };
        $engine->answers['cursor'] = static function (string $name) use (&$kept): ?string {
            return $kept[$name] ?? null;
        };
        $state = new ReconciliationState($engine, FakeMessages::english());
        self::assertSame(ReconciliationState::NONE, $state->get('default')['state']);
        $state->set('default', ReconciliationState::ASKED, ['from' => '2026-01-01', 'to' => '2026-01-31']);
        self::assertSame(ReconciliationState::ASKED, $state->get('default')['state']);
        self::assertNotSame(ReconciliationState::ASKED, $state->get('website_uk')['state']);
        self::assertSame(['2026-01-01', '2026-01-31'], [$state->get('default')['from'], $state->get('default')['to']]);

        $state->set('default', ReconciliationState::RUNNING, ['from' => '2026-01-01', 'to' => '2026-01-31', 'documents' => 12]);
        self::assertSame([ReconciliationState::RUNNING, 12], [$state->get('default')['state'], $state->get('default')['documents']]);
        $late = $state->get('default', time() + 1000);
        self::assertSame(ReconciliationState::FAILED, $late['state']);
        self::assertNotSame('', $late['fix']);
    }

    public function testGarbageIsNoState(): void
    {
        $engine = new FakeEngine();
        $engine->answers['cursor'] = 'garbage';
        self::assertSame(ReconciliationState::NONE, (new ReconciliationState($engine, FakeMessages::english()))->get('default')['state']);
    }
}
