<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\ViewModel;

use Ledgerline\Xero\Sending\SendingStatus;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\ViewModel\QueueObstacles;
use PHPUnit\Framework\TestCase;

class QueueObstaclesTest extends TestCase
{
    public function testOnlyWhatHoldsUpAQueuedDocumentIsSaidAndOnce(): void
    {
        $engine = new FakeEngine();
        $engine->answers['jobs'] = static fn (array $query): array
            => ['total' => 1, 'items' => $query['filters'][0]['value'] === 'empty' ? [] : [['id' => 1]]];
        $sending = $this->createMock(SendingStatus::class);
        $sending->method('obstacle')->willReturnMap([
            ['default', 'The connection to Xero is lost.'],
            ['uk', 'The connection to Xero is lost.'],
            ['au', ''],
            ['empty', 'Today\'s calls to Xero are used up.'],
        ]);
        $connections = new FakeConnections(['default' => [1], 'uk' => [2], 'au' => [3], 'empty' => [4]]);
        self::assertSame(['The connection to Xero is lost.'], (new QueueObstacles($engine, $connections, $sending))->get());
    }
}
