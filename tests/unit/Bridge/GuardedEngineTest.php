<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Bridge;

use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Bridge\GuardedEngine;
use Ledgerline\Xero\Config\Options;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use Ledgerline\Xero\Tests\Unit\Fake\FakeGuard;
use PHPUnit\Framework\TestCase;

class GuardedEngineTest extends TestCase
{
    /** What a store that does not send may still do: be looked at, take its settings and positions, and delete what is old. */
    private const FREE = [
        'configure', 'connections', 'catalogue', 'taxMapping', 'unmappedTaxRates', 'paymentMapping', 'totalsMapping', 'accountRoles', 'accountFaults',
        'missingAccounts', 'jobs', 'messages', 'codes', 'counts', 'overview', 'log', 'logDetail', 'changes', 'standings', 'contents', 'links', 'preview', 'dryRun', 'budget',
        'expected', 'reconciliation', 'run', 'progress', 'cursor', 'setCursor', 'prune', 'moveStore', 'health',
    ];

    public function testOfAStoreThatDoesNotSendEveryMethodThatQueuesSendsOrDecidesIsRefused(): void
    {
        $availability = new FakeAvailability();
        // A method that gets past the guard meets this.
        $availability->ready = false;
        $engine = new GuardedEngine($availability, $this->createStub(Options::class), FakeGuard::foreign());
        $free = [];
        foreach ((new \ReflectionClass(EngineInterface::class))->getMethods() as $method) {
            $arguments = [];
            foreach ($method->getParameters() as $parameter) {
                $arguments[] = ['string' => '', 'array' => [], 'int' => 0, 'bool' => false, 'callable' => static fn (): array => []][$parameter->getType()->getName()];
            }
            try {
                $engine->{$method->getName()}(...$arguments);
                self::fail($method->getName());
            } catch (EngineException $e) {
                if ($e->getErrorCode() === 'extension_missing') {
                    $free[] = $method->getName();
                } else {
                    self::assertSame('store_foreign', $e->getErrorCode(), $method->getName());
                }
            }
        }
        self::assertSame(self::FREE, $free);
        $this->expectExceptionMessage('Documents are sent by web-1.');
        $engine->catalogue('default', true);
    }
}
