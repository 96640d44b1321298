<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Api;

use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use PHPUnit\Framework\TestCase;

class ReconciliationResultTest extends TestCase
{
    private const MISSING = [
        'finding' => 'missing', 'entity' => 'invoice', 'entity_id' => 7, 'number' => '70', 'date' => '2026-01-31', 'store' => 'en', 'currency' => 'GBP',
        'total' => '12.00', 'xero_total' => null, 'xero_number' => null, 'xero_url' => null, 'job' => ['state' => 'held', 'message' => 'No rate.'],
        'kind' => 'held', 'rank' => 1, 'now' => ['state' => 'held', 'code' => 'tax_rate_unmapped', 'message' => 'No rate.'],
    ];
    private const ACCEPTED = [
        'finding' => 'accepted', 'was' => 'changed', 'kind' => 'accepted', 'rank' => 5, 'entity' => 'creditmemo', 'entity_id' => '8', 'number' => '80',
        'date' => '2026-01-30', 'store' => 'de', 'currency' => 'EUR', 'total' => '3.00', 'xero_total' => '2.00', 'xero_number' => 'CN-80',
        'xero_url' => 'https://go.xero.com/8', 'job' => null, 'now' => [], 'note_at' => 'accepted:o:creditmemo:8', 'mark' => 'm',
        'accepted' => ['note' => 'right', 'by' => 'jo', 'at' => '2026-02-01 10:00:00'],
    ];
    private const ANSWER = [
        'connection' => 'default', 'from' => '2026-01-25', 'to' => '2026-01-31', 'at' => '2026-02-01 04:20:00', 'calls' => 2, 'documents' => 9,
        'counts' => ['matched' => 7, 'missing' => 1], 'findings' => [self::MISSING, self::ACCEPTED], 'days' => [['day' => '2026-01-31']],
        'verdict' => ['counts' => ['matched' => 7, 'held' => 1, 'accepted' => 1], 'wrong' => 1, 'grade' => 'bad', 'headline' => 'held'],
    ];

    public function testTheResultIsAsTheEngineSaid(): void
    {
        $engine = new FakeEngine();
        $engine->answers = ['reconcile' => self::ANSWER, 'reconciliation' => self::ANSWER];
        foreach ([$engine->reconcile('default', [], static fn (): array => []), $engine->reconciliation('default')] as $result) {
            self::assertSame(
                ['default', '2026-01-25', '2026-01-31', '2026-02-01 04:20:00', 2, 9, self::ANSWER['verdict']['counts'], 1, 'bad', 'held', self::ANSWER['days'], 2],
                [
                    $result->connection, $result->from, $result->to, $result->at, $result->calls, $result->documents, $result->counts, $result->wrong,
                    $result->grade, $result->headline, $result->days, count($result->findings),
                ]
            );
            self::assertSame(self::ANSWER, $result->toArray(), 'ledgerline:reconcile --json and the export write it whole');
        }
        self::assertNull((new FakeEngine())->reconciliation('default'), 'nothing was compared yet');
    }

    public function testAFindingHasWhatTheEngineSaidOfTheDocument(): void
    {
        $engine = new FakeEngine();
        $engine->answers['reconciliation'] = self::ANSWER;
        [$missing, $accepted] = $engine->reconciliation('default')->findings;
        self::assertSame(
            ['held', 1, 'invoice', '7', '70', '2026-01-31', 'en', 'GBP', '12.00', '', '', '', 'No rate.', 'held', 'tax_rate_unmapped', '', '', null, ''],
            $this->told($missing)
        );
        self::assertSame(
            [
                'accepted', 5, 'creditmemo', '8', '80', '2026-01-30', 'de', 'EUR', '3.00', '2.00', 'CN-80', 'https://go.xero.com/8', '', '', '',
                'accepted:o:creditmemo:8', 'm', self::ACCEPTED['accepted'], 'changed',
            ],
            $this->told($accepted)
        );
        self::assertSame([true, false, false], [$missing->isOf('invoice', '7'), $missing->isOf('creditmemo', '7'), $missing->isOf('invoice', '8')]);
    }

    private function told(object $one): array
    {
        return [
            $one->kind, $one->rank, $one->entity, $one->entityId, $one->number, $one->date, $one->store, $one->currency, $one->total, $one->xeroTotal,
            $one->xeroNumber, $one->xeroUrl, $one->jobMessage, $one->now->state, $one->now->code, $one->noteAt, $one->mark, $one->accepted, $one->was,
        ];
    }
}
