<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Checklist;

use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Checklist\CronCheck;
use Ledgerline\Xero\Checklist\MappingLink;
use Ledgerline\Xero\Checklist\Step;
use Ledgerline\Xero\Checklist\TaxesCheck;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Mapping\MappingState;
use Ledgerline\Xero\Mapping\TaxTable;
use Ledgerline\Xero\Notification\DrainSchedule;
use Ledgerline\Xero\Sending\DrainStep;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Text\Display;
use PHPUnit\Framework\TestCase;

class InterruptedTest extends TestCase
{
    public function testWhatIsSetUpStaysSetUpWhileTheConnectionIsLost(): void
    {
        self::assertSame([Step::DONE, Step::DONE], $this->states(true));
    }

    public function testBeforeTheFirstConnectionItComesLater(): void
    {
        self::assertSame([Step::LATER, Step::LATER], $this->states(false));
    }

    private function states(bool $hasBooks): array
    {
        $connection = $this->createStub(Connection::class);
        $connection->method('hasBooks')->willReturn($hasBooks);
        $connection->method('isConnected')->willReturn(false);
        $connection->method('status')->willReturn(ConnectionStatus::without('default', $hasBooks ? 'needs_connection' : 'disconnected'));
        $taxes = $this->createStub(TaxTable::class);
        $taxes->method('rows')->willReturn([['state' => MappingState::AUTOMATIC, 'label' => 'VAT', 'held' => 0, 'blocks' => false]]);
        $engine = new FakeEngine();
        $engine->answers['cursor'] = static fn (string $name): ?string => $name === DrainStep::LAST_DRAIN ? (string)time() : null;
        return [
            (new TaxesCheck($connection, $taxes, $this->createStub(MappingLink::class)))->look('default')->state(),
            (new CronCheck($connection, $engine, $this->createStub(DrainSchedule::class), $this->createStub(Display::class)))->look('default')->state(),
        ];
    }
}
