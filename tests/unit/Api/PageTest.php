<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Api;

use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use PHPUnit\Framework\TestCase;

class PageTest extends TestCase
{
    private const COMMON = [
        'id' => 7, 'connection' => 'default', 'entity' => 'invoice', 'entity_id' => '12', 'kind' => 'invoice', 'number' => '', 'action' => 'create',
        'attempt' => 3, 'code' => 'tax_unmapped', 'message' => 'No rate.', 'message_data' => [['id' => 'tax_unmapped']], 'fix' => 'Choose one.',
        'fix_data' => [], 'total' => '12.50', 'currency' => 'EUR', 'store_id' => '2',
    ];
    private const JOB = self::COMMON + [
        'state' => 'held', 'subject' => '19', 'priority' => 10, 'created_at' => '2026-01-01 01:00:00', 'updated_at' => '2026-01-01 02:00:00', 'not_before_at' => null, 'goes' => 'by_cron', 'live' => true,
    ];
    private const LINE = self::COMMON + [
        'at' => '2026-01-01 03:00:00', 'status' => 'held', 'job_id' => 5, 'xero_id' => 'x', 'xero_url' => 'https://go.xero.com/x', 'xero_total' => null, 'duration_ms' => 180,
    ];
    private const VALUES = [7, 'default', 'invoice', '12', 'invoice', '', 'create', 3, 'tax_unmapped', 'No rate.', [['id' => 'tax_unmapped']], 'Choose one.', [], '12.50', 'EUR', '2'];

    private FakeEngine $engine;

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
    }

    public function testARowOfTheQueueHasWhatTheEngineSaid(): void
    {
        $this->engine->answers['jobs'] = ['total' => 40, 'items' => [self::JOB]];
        $page = $this->engine->jobs();
        [$row] = $page->rows;
        self::assertSame([40, 1, $this->engine->answers['jobs']], [$page->total, count($page->rows), $page->toArray()]);
        self::assertSame(
            [...self::VALUES, 'held', '19', 10, '2026-01-01 01:00:00', '2026-01-01 02:00:00', '', 'by_cron', true],
            [...$this->common($row), $row->state, $row->subject, $row->priority, $row->createdAt, $row->updatedAt, $row->notBeforeAt, $row->goes, $row->live]
        );
        $named = $row->withNumber('000012');
        self::assertSame(['000012', 'held', 10, ''], [$named->number, $named->state, $named->priority, $row->number]);
    }

    public function testALineOfTheLogHasWhatTheEngineSaidAndInFullItsAttempts(): void
    {
        $line = self::LINE + ['attempts' => [['id' => 6] + self::LINE, self::LINE], 'sent' => ['Type' => 'ACCREC'], 'answered' => 'No such account.'];
        $this->engine->answers = ['log' => ['total' => 1, 'items' => [self::LINE]], 'logDetail' => $line];
        $detail = $this->engine->logDetail(7);
        foreach ([$this->engine->log()->rows[0], $detail] as $one) {
            self::assertSame(
                [...self::VALUES, '2026-01-01 03:00:00', 'held', 5, 'x', 'https://go.xero.com/x', '', 180, true],
                [...$this->common($one), $one->at, $one->status, $one->jobId, $one->xeroId, $one->xeroUrl, $one->xeroTotal, $one->durationMs, $one->isTrouble()]
            );
        }
        self::assertSame([[6, 7], ['Type' => 'ACCREC'], 'No such account.'], [array_column($detail->attempts, 'id'), $detail->sent, $detail->answered]);
        self::assertSame($line, $detail->toArray(), 'ledgerline:log --line writes it whole');
    }

    private function common(object $row): array
    {
        return [
            $row->id, $row->connection, $row->entity, $row->entityId, $row->kind, $row->number, $row->action, $row->attempt, $row->code,
            $row->message->english, $row->message->data, $row->fix->english, $row->fix->data, $row->total, $row->currency, $row->storeId,
        ];
    }
}
