<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Api;

use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use PHPUnit\Framework\TestCase;

class RecordTest extends TestCase
{
    public function testStandingsAreValuesByTheIdOfTheRecord(): void
    {
        $engine = new FakeEngine();
        $row = [
            'connection' => 'default', 'entity' => 'invoice', 'entity_id' => '7', 'state' => 'held', 'code' => 'tax_unmapped', 'message' => 'No rate.',
            'message_data' => [['id' => 'tax_unmapped']], 'number' => 'INV-7', 'xero_id' => 'x', 'xero_url' => 'https://go.xero.com/x', 'settled_at' => '2026-01-01 00:00:00',
            'excluded' => true,
        ];
        $engine->answers['standings'] = ['7' => [$row, ['connection' => 'uk', 'settled_at' => null, 'excluded' => false] + $row], '8' => [$row]];
        $standings = $engine->standings('invoice', ['7', '8', '9']);
        self::assertSame([7, 8], array_keys($standings));
        [$one, $other] = $standings['7'];
        self::assertSame(
            ['default', 'invoice', '7', 'held', 'tax_unmapped', 'No rate.', [['id' => 'tax_unmapped']], 'INV-7', 'x', 'https://go.xero.com/x', '2026-01-01 00:00:00', true],
            [$one->connection, $one->entity, $one->entityId, $one->state, $one->code, $one->message->english, $one->message->data, $one->number, $one->xeroId, $one->xeroUrl, $one->settledAt, $one->excluded]
        );
        self::assertSame(['uk', '', false], [$other->connection, $other->settledAt, $other->excluded]);
    }

    public function testLinksAreValues(): void
    {
        $engine = new FakeEngine();
        $engine->answers['links'] = [[
            'connection' => 'default', 'kind' => 'invoice', 'number' => 'INV-7', 'xero_id' => 'x', 'xero_url' => 'https://go.xero.com/x', 'total' => '12.50',
            'xero_total' => null, 'currency' => 'EUR', 'settled_at' => '2026-01-01 00:00:00', 'adopted' => true,
        ]];
        [$link] = $engine->links('invoice', '7');
        self::assertSame(
            ['default', 'invoice', 'INV-7', 'x', 'https://go.xero.com/x', '12.50', '', 'EUR', '2026-01-01 00:00:00', true],
            array_values(get_object_vars($link))
        );
    }
}
