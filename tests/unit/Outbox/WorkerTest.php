<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Outbox;

use Ledgerline\Xero\Outbox\Worker;
use Magento\Framework\FlagManager;
use PHPUnit\Framework\TestCase;

class WorkerTest extends TestCase
{
    private mixed $flag = null;

    private Worker $worker;

    protected function setUp(): void
    {
        $flags = $this->createStub(FlagManager::class);
        $flags->method('getFlagData')->willReturnCallback(fn (): mixed => $this->flag);
        $flags->method('saveFlag')->willReturnCallback(function (string $code, array $data): bool {
            $this->flag = $data;
            return true;
        });
        $this->worker = new Worker($flags);
    }

    public function testAServerThatSignsIsNotAnotherOne(): void
    {
        $this->worker->sign();
        self::assertSame(gethostname(), $this->flag['host']);
        self::assertEqualsWithDelta(time(), $this->flag['at'], 5);
        self::assertNull($this->worker->elsewhere());
    }

    /** @dataProvider flags */
    public function testAnotherServerCountsWhileItSigns(mixed $flag, bool $counts): void
    {
        $this->flag = $flag;
        self::assertSame($counts ? $flag : null, $this->worker->elsewhere());
    }

    public static function flags(): array
    {
        return [
            'a minute ago' => [['host' => 'cron-1', 'at' => time() - 60], true],
            'an hour ago' => [['host' => 'cron-1', 'at' => time() - 3600], false],
            'nobody' => [null, false],
            'something else' => ['cron-1', false],
            'half' => [['host' => 'cron-1'], false],
        ];
    }
}
