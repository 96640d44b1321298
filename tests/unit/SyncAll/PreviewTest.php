<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\SyncAll;

use Ledgerline\Xero\Checklist\MappingLink;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Problem\Remedy;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\Snapshot\Reader;
use Ledgerline\Xero\SyncAll\Accounts;
use Ledgerline\Xero\SyncAll\Currencies;
use Ledgerline\Xero\SyncAll\Preview;
use Ledgerline\Xero\SyncAll\Unmapped;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Duration;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use PHPUnit\Framework\TestCase;

class PreviewTest extends TestCase
{
    /** The page estimated calls of its own, beside the engine's forecast. */
    public function testCallsAndTimeAreTheEnginesForecast(): void
    {
        $engine = new FakeEngine();
        $engine->answers['budget'] = ['calls_planned' => 1234, 'seconds_planned' => 720, 'day_remaining' => 4000, 'day_limit' => 5000];
        $preview = $this->preview($engine, ['customer' => 7, 'invoice' => 2000]);
        $this->assertSame([2007, 1234], [$preview['total'], $preview['calls']]);
        $this->assertSame('About 1,234 calls to Xero; 4,000 of 5,000 are left today. Sending takes about 12 minutes.', $preview['text']);
        $this->assertSame([['default', ['customer' => 7, 'invoice' => 2000]]], $engine->callsOf('budget'));
    }

    public function testDaysAreSaidAsDays(): void
    {
        $engine = new FakeEngine();
        $engine->answers['budget'] = ['calls_planned' => 9, 'seconds_planned' => 86401, 'day_remaining' => 0, 'day_limit' => 1000];
        $this->assertStringEndsWith(
            'Under this limit it takes about 2 days; new business is always sent first.',
            $this->preview($engine, ['customer' => 1])['text']
        );
    }

    public function testNothingToSendIsSaidSo(): void
    {
        $engine = new FakeEngine();
        $engine->answers['budget'] = ['calls_planned' => 0, 'seconds_planned' => 0];
        $this->assertSame('There is nothing to send in this selection.', $this->preview($engine, ['customer' => 0])['text']);
    }

    /** @param array<string,int> $counts */
    private function preview(FakeEngine $engine, array $counts): array
    {
        $reader = $this->createStub(Reader::class);
        $reader->method('count')->willReturnCallback(static fn (string $entity): int => $counts[$entity]);
        $settings = $this->createStub(Settings::class);
        $settings->method('isSent')->willReturnCallback(static fn (string $entity): bool => isset($counts[$entity]));
        $timezone = $this->createStub(TimezoneInterface::class);
        $locale = $this->createStub(ResolverInterface::class);
        $locale->method('getLocale')->willReturn('en_US');
        $unmapped = $this->createStub(Unmapped::class);
        $none = ['documents' => 0, 'names' => []];
        $unmapped->method('taxes')->willReturn($none);
        $unmapped->method('payments')->willReturn($none);
        $accounts = $this->createStub(Accounts::class);
        $accounts->method('ofProducts')->willReturn(['documents' => 0, 'accounts' => []]);
        return (new Preview(
            $engine,
            $reader,
            $settings,
            new Entity(),
            new Duration(),
            $this->createStub(Currencies::class),
            new Display($locale, $timezone),
            $unmapped,
            $this->createStub(MappingLink::class),
            $accounts,
            $this->createStub(Remedy::class)
        ))->of('default', array_keys($counts), null, null);
    }
}
