<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Plugin;

use Ledgerline\Xero\Plugin\CronOfWorker;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use Ledgerline\Xero\Tests\Unit\Fake\FakeGuard;
use Magento\Cron\Model\ConfigInterface;
use PHPUnit\Framework\TestCase;

class CronOfWorkerTest extends TestCase
{
    private const JOBS = [
        'default' => ['catalog' => [], 'ledgerline_status' => [], 'ledgerline_forget_touches' => []],
        'ledgerline' => ['ledgerline_step' => []],
    ];

    public function testAServerWithTheExtensionTakesAllJobs(): void
    {
        self::assertSame(self::JOBS, $this->jobs(true));
    }

    public function testAServerWithoutItTakesOnlyWhatItCanDo(): void
    {
        self::assertSame(['default' => ['catalog' => [], 'ledgerline_forget_touches' => []]], $this->jobs(false));
    }

    public function testAServerWhoseStoreDoesNotSendLeavesTheJobsToTheOneThatDoes(): void
    {
        self::assertSame(['default' => ['catalog' => [], 'ledgerline_forget_touches' => []]], $this->jobs(true, FakeGuard::foreign()));
    }

    public function testAStoreThatCannotBeAskedKeepsItsJobsSoThatTheySayWhy(): void
    {
        $guard = $this->createStub(FakeGuard::class);
        $guard->method('isOurs')->willThrowException(new \RuntimeException('No rights.'));
        self::assertSame(self::JOBS, $this->jobs(true, $guard));
    }

    public function testTheNamesAreThoseOfTheSchedule(): void
    {
        $xml = new \SimpleXMLElement((string)file_get_contents(dirname(__DIR__, 3) . '/etc/crontab.xml'));
        $left = [];
        foreach ($xml->group as $group) {
            foreach ($group->job as $job) {
                $left[(string)$group['id']][(string)$job['name']] = [];
            }
        }
        $availability = new FakeAvailability();
        $availability->ready = false;
        self::assertSame(
            ['default' => ['ledgerline_forget_touches' => []]],
            (new CronOfWorker($availability, new FakeGuard()))->afterGetJobs($this->createStub(ConfigInterface::class), $left)
        );
    }

    private function jobs(bool $ready, FakeGuard $guard = new FakeGuard()): array
    {
        $availability = new FakeAvailability();
        $availability->ready = $ready;
        return (new CronOfWorker($availability, $guard))->afterGetJobs($this->createStub(ConfigInterface::class), self::JOBS);
    }
}
