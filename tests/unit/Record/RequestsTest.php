<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Record;

use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Record\Outcome;
use Ledgerline\Xero\Record\OutcomeMessage;
use Ledgerline\Xero\Record\Requests;
use Ledgerline\Xero\Sending\SendingStatus;
use Ledgerline\Xero\Status\Mirror;
use Ledgerline\Xero\Status\Table;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeMessages;
use Ledgerline\Xero\Tests\Unit\Fake\FakeReader;
use PHPUnit\Framework\TestCase;

class RequestsTest extends TestCase
{
    private FakeEngine $engine;

    private FakeReader $reader;

    /** @var string[] what the settings send */
    private array $sent = ['customer', 'invoice', 'creditmemo'];

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
        $this->reader = new FakeReader();
        $this->engine->answers['enqueue'] = static fn (array $snapshots): array => ['accepted' => count($snapshots)];
        $this->engine->answers['exclude'] = static fn (string $entity, array $ids): int => count($ids);
    }

    public function testOfAnOrderItsDocumentsAreMeant(): void
    {
        $outcome = $this->requests()->queue('order', [1, 2]);
        self::assertSame([2, 1, 0], [$outcome->queued, $outcome->empty, $outcome->off]);
        foreach ($this->engine->callsOf('enqueue') as [$snapshots, $options]) {
            self::assertSame(['purpose' => 'manual'], $options);
            self::assertNotContains('order', array_column($snapshots, 'kind'));
        }
    }

    public function testWhatTheSettingsDoNotSendIsCounted(): void
    {
        $this->sent = [];
        $outcome = $this->requests()->queue('customer', [1, 2]);
        self::assertSame([0, 2], [$outcome->queued, $outcome->off]);
        self::assertSame([], $this->engine->callsOf('enqueue'));
    }

    public function testNeverSendTakesTheDocumentsOfAnOrderAlong(): void
    {
        self::assertSame(2, $this->requests()->exclude('order', [1, 2], true));
        self::assertSame(
            [['order', ['1', '2'], true], ['invoice', ['11'], true], ['creditmemo', ['12'], true]],
            $this->engine->callsOf('exclude')
        );
    }

    public function testOnlyWhatWasAskedForIsCounted(): void
    {
        $this->engine->answers['enqueue'] = static fn (array $snapshots): array
            => ['accepted' => 1, 'waiting' => 2, 'parties' => 1, 'unchanged' => 1];
        $outcome = $this->requests()->queue('customer', [1, 2]);
        self::assertSame([0, 2], [$outcome->queued, $outcome->waiting]);
    }

    public function testEveryReasonIsSaid(): void
    {
        $outcome = new Outcome();
        $outcome->queued = 3;
        $outcome->ignored = 2;
        $outcome->refused = [['message' => 'bad'], ['message' => 'bad'], ['message' => 'worse']];
        $words = $this->words('');
        self::assertSame('3 documents were added to the queue. The next sending is at 13:30.', $words->done($outcome, false));
        self::assertSame('3 documents are being sent now.', $words->done($outcome, true));
        self::assertSame(
            ['2 documents were left out: the settings or their dates exclude them, or they are marked Never send.',
                '2 documents cannot be read: bad', '1 document cannot be read: worse'],
            $words->left($outcome)
        );
        self::assertSame(['', []], [$words->done(new Outcome(), true), $words->left(new Outcome())]);
    }

    public function testWhatWaitsAlreadyIsSentAndWhatStandsInTheWayIsNamed(): void
    {
        $outcome = new Outcome();
        $outcome->waiting = 1;
        $outcome->connections = ['default' => true];
        self::assertSame('1 document is being sent now.', $this->words('')->done($outcome, true));
        $late = $this->words('Today\'s calls to Xero are used up. Sending resumes at 07:29.');
        self::assertSame(
            '1 document is first in the queue. Today\'s calls to Xero are used up. Sending resumes at 07:29.',
            $late->done($outcome, true)
        );
        self::assertSame(
            '1 document was in the queue already. Today\'s calls to Xero are used up. Sending resumes at 07:29.',
            $late->done($outcome, false)
        );
    }

    private function words(string $obstacle): OutcomeMessage
    {
        $sending = $this->getMockBuilder(SendingStatus::class)->disableOriginalConstructor()
            ->onlyMethods(['obstacle', 'nextWords'])->getMock();
        $sending->method('obstacle')->willReturn($obstacle);
        $sending->method('nextWords')->willReturn('The next sending is at 13:30.');
        return new OutcomeMessage(FakeMessages::english(), $sending);
    }

    private function requests(): Requests
    {
        $settings = $this->createMock(Settings::class);
        $settings->method('isSent')->willReturnCallback(fn (string $entity): bool => in_array($entity, $this->sent, true));
        $table = $this->createMock(Table::class);
        $table->method('documents')->willReturn([1 => ['invoice' => [11], 'creditmemo' => [12]]]);
        return new Requests($this->engine, $this->reader, $settings, $table, $this->createMock(Mirror::class));
    }
}
