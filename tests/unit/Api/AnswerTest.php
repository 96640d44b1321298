<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Api;

use Ledgerline\Xero\Api\Data\Budget;
use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Api\Data\Counts;
use Ledgerline\Xero\Api\Data\Link;
use Ledgerline\Xero\Api\Data\Overview;
use Ledgerline\Xero\Api\Data\ReconciliationResult;
use Ledgerline\Xero\Api\Data\StoreHealth;
use PHPUnit\Framework\TestCase;

class AnswerTest extends TestCase
{
    public function testAParameterIsTheFieldOfItsName(): void
    {
        $link = Link::fromEngine(['number' => 'INV-7', 'xero_id' => 'a1', 'xero_total' => '10.00', 'adopted' => 1]);

        self::assertSame('INV-7', $link->number);
        self::assertSame('a1', $link->xeroId);
        self::assertSame('10.00', $link->xeroTotal);
        self::assertTrue($link->adopted);
    }

    public function testWhatIsMissingIsEmpty(): void
    {
        $budget = Budget::fromEngine(['day_used' => '12', 'obstacle' => []]);

        self::assertSame([12, 0, null, []], [$budget->dayUsed, $budget->dayLimit, $budget->obstacle, $budget->days]);
        self::assertSame('', Link::fromEngine([])->total);
        self::assertFalse(Link::fromEngine([])->adopted);
        self::assertNull(Overview::fromEngine([])->cronSince);
        self::assertSame(0, Overview::fromEngine(['cron_since' => 0])->cronSince);
    }

    public function testTextsKeepTheirDataAndAPartIsAValueOfItsOwn(): void
    {
        $status = ConnectionStatus::fromEngine([
            'message' => 'Gone.', 'message_data' => [['gone']], 'fix' => 'Connect.',
            'organisation' => ['name' => 'Demo', 'base_currency' => 'EUR'],
        ]);

        self::assertSame(['Gone.', [['gone']]], [$status->message->english, $status->message->data]);
        self::assertSame(['Connect.', []], [$status->fix->english, $status->fix->data]);
        self::assertSame(['Demo', 'EUR', ''], [$status->organisationName(), $status->organisation->baseCurrency, $status->organisation->id]);
        self::assertNull(ConnectionStatus::fromEngine(['organisation' => null])->organisation);
    }

    public function testListsAreValuesAndTheRowStaysAsTheEngineGaveIt(): void
    {
        $row = ['jobs' => [['state' => 'held', 'count' => 3]], 'held' => [['code' => 'tax_rate_unmapped', 'count' => 3]]];
        $counts = Counts::fromEngine($row);

        self::assertSame(3, $counts->inState(['held']));
        self::assertSame('tax_rate_unmapped', $counts->held[0]->code);
        self::assertSame($row, $counts->toArray());
    }

    public function testAVerdictCountsWhatIsTrueNow(): void
    {
        $row = [
            'counts' => ['missing' => 2],
            'verdict' => ['counts' => ['missing' => 1], 'wrong' => 1, 'grade' => 'bad', 'headline' => 'differ'],
            'findings' => [['kind' => 'missing', 'job' => ['message' => 'Held.'], 'now' => ['state' => 'held']]],
        ];
        $result = ReconciliationResult::fromEngine($row);

        self::assertSame([['missing' => 1], 1, 'bad', 'differ'], [$result->counts, $result->wrong, $result->grade, $result->headline]);
        self::assertSame(['missing', 'Held.', 'held'], [
            $result->findings[0]->kind, $result->findings[0]->jobMessage, $result->findings[0]->now->state,
        ]);
        self::assertSame($row, $result->toArray());
    }

    public function testADamagedStoreCanBeUsableAndNotFine(): void
    {
        $health = StoreHealth::fromEngine(['ok' => false, 'schema' => 12, 'path' => '/var/ledgerline']);

        self::assertSame([false, true, '/var/ledgerline'], [$health->isFine, $health->isUsable, $health->path]);
    }
}
