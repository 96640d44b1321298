<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Api;

use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use PHPUnit\Framework\TestCase;

class ConnectionStatusTest extends TestCase
{
    private const ROW = [
        'connection' => 'default', 'name' => 'Shop', 'type' => 'web_app', 'state' => 'connected', 'code' => 'consent_ended',
        'message' => 'The consent has ended.', 'message_data' => [['id' => 'consent_ended']], 'fix' => 'Press Connect Now.', 'fix_data' => [],
        'organisation' => ['id' => '1f', 'name' => 'Books', 'base_currency' => 'GBP', 'country' => 'GB', 'short_code' => '!x'],
        'connected_at' => '2026-01-02 03:04:05', 'consent_expires_at' => '2026-03-03 03:04:05', 'scopes' => ['accounting'],
        'organisations' => [], 'question' => ['from' => ['id' => '1f', 'name' => 'Books'], 'to' => ['id' => '2f', 'name' => 'Other'], 'invoices' => 3, 'records' => 4],
    ];

    public function testEveryMethodThatTellsAConnectionsStatusGivesTheValue(): void
    {
        $engine = new FakeEngine();
        $engine->answers = ['connections' => [self::ROW]] + array_fill_keys(['chooseOrganisation', 'confirmOrganisation', 'connectCustom', 'disconnect'], self::ROW);
        $all = [
            ...$engine->connections(), $engine->chooseOrganisation('default', '1f'), $engine->confirmOrganisation('default', true),
            $engine->connectCustom('default'), $engine->disconnect('default'),
        ];
        self::assertCount(5, $all);
        foreach ($all as $status) {
            self::assertSame(
                ['default', 'Shop', 'connected', 'consent_ended', '2026-01-02 03:04:05', '2026-03-03 03:04:05', self::ROW['question']],
                [$status->connection, $status->name, $status->state, $status->code, $status->connectedAt, $status->consentExpiresAt, $status->question]
            );
            self::assertSame(['The consent has ended.', [['id' => 'consent_ended']]], [$status->message->english, $status->message->data]);
            self::assertSame(['Press Connect Now.', []], [$status->fix->english, $status->fix->data]);
            self::assertSame(['1f', 'Books', 'GBP', 'GB'], array_values(get_object_vars($status->organisation)));
            self::assertSame(self::ROW, $status->toArray(), 'ledgerline:status --json writes it whole');
        }
    }

    public function testWhatNeverWasConnectedHasNoOrganisationAndIsLateWithNothing(): void
    {
        $status = ConnectionStatus::fromEngine(['state' => 'disconnected', 'organisation' => null, 'connected_at' => null, 'question' => null] + self::ROW);
        self::assertSame([false, '', null, null], [$status->isConnected(), $status->organisationName(), $status->organisation, $status->question]);
        self::assertEqualsWithDelta(time(), $status->connectedSince(), 5);
        self::assertSame(1767323045, ConnectionStatus::fromEngine(self::ROW)->connectedSince());
    }
}
