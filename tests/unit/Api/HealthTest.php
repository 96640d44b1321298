<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Api;

use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use PHPUnit\Framework\TestCase;

class HealthTest extends TestCase
{
    /**
     * @dataProvider stores
     */
    public function testTheStoreIsAsTheEngineSaid(array $told, bool $isFine, bool $isUsable): void
    {
        $row = [
            'version' => '0.1.0', 'store' => $told + ['path' => 'sqlite:/store', 'message_data' => [['id' => 'm']], 'bytes' => 2048, 'jobs' => 3],
            'xero_url' => null, 'sender' => ['running' => true], 'durability' => 'full',
        ];
        $engine = new FakeEngine();
        $engine->answers['health'] = $row;
        $health = $engine->health();
        self::assertSame(['0.1.0', '', $row], [$health->version, $health->xeroUrl, $health->toArray()]);
        $store = $health->store;
        self::assertSame(
            ['sqlite:/store', $isFine, $isUsable, $told['code'], $told['message'], [['id' => 'm']], 2048, 3],
            [$store->path, $store->isFine, $store->isUsable, $store->code, $store->message->english, $store->message->data, $store->bytes, $store->jobs]
        );
    }

    public static function stores(): array
    {
        return [
            'all is well' => [['ok' => true, 'code' => '', 'message' => '', 'schema' => 7], true, true],
            'a line is damaged' => [['ok' => false, 'code' => 'store_damaged', 'message' => 'One line.', 'schema' => 7], false, true],
            'it cannot be opened' => [['ok' => false, 'code' => 'store_missing', 'message' => 'Gone.', 'schema' => null], false, false],
        ];
    }
}
