<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Cron\Compare;
use Ledgerline\Xero\Cron\Drain;
use Ledgerline\Xero\Cron\MinuteJob;
use Ledgerline\Xero\Cron\Prune;
use Ledgerline\Xero\Cron\Sweep;
use Ledgerline\Xero\Tests\Magento\Support\Process;
use Ledgerline\Xero\Tests\Magento\Support\StoreFile;

class CronTest extends ShopTestCase
{
    private const JOBS = ['ledgerline_step', 'ledgerline_drain', 'ledgerline_sweep', 'ledgerline_prune'];

    /** Nothing is queued by events while this is in a script. */
    private const WITHOUT_EVENTS = '\Ledgerline\Xero\Tests\Magento\Support\RecordingEngine::$failure = new \RuntimeException("the test wants no events");';

    protected function tearDown(): void
    {
        $this->forgetSchedule();
        parent::tearDown();
    }

    public function testMagentosCronRunsTheJobs(): void
    {
        $sandbox = $this->connect();
        $number = $this->inShop('return $records->invoice($records->order())->getIncrementId();');
        $this->forgetSchedule();
        foreach (self::JOBS as $job) {
            $this->database()->insert($this->table('cron_schedule'), [
                'job_code' => $job, 'status' => 'pending', 'created_at' => gmdate('Y-m-d H:i:s'), 'scheduled_at' => gmdate('Y-m-d H:i:00', time() - 60),
            ]);
        }
        $cron = $this->magento('cron:run', '--group=ledgerline', '--bootstrap=standaloneProcessStarted=1');
        self::assertSame(0, $cron->wait(), $cron->everything());
        $rows = $this->database()->fetchAll('SELECT job_code, status, messages FROM ' . $this->table('cron_schedule') . " WHERE job_code LIKE 'ledgerline%' AND executed_at IS NOT NULL");
        // Jobs of every minute may have been due as well.
        self::assertSame([], array_filter($rows, static fn (array $row): bool => $row['status'] !== 'success' || $row['messages'] !== null));
        self::assertSame([], array_diff(self::JOBS, array_column($rows, 'job_code')));
        self::assertSame('PAID', $sandbox->document($number)['status']);
        self::assertEqualsWithDelta(time(), (int)$this->engine()->cursor('cron.drain.last'), 60);
    }

    public function testTheScheduleOfTheConfigurationIsHonoured(): void
    {
        $this->settings(['cron/drain_schedule' => '7 * * * *', 'cron/prune_schedule' => '']);
        $this->forgetSchedule();
        $codes = $this->inShop('
            $jobs = $shop->get(\Magento\Cron\Model\ConfigInterface::class)->getJobs()["ledgerline"];
            $scope = $shop->get(\Magento\Framework\App\Config\ScopeConfigInterface::class);
            $at = [];
            foreach ($jobs as $code => $job) {
                $expression = isset($job["config_path"]) ? (string)$scope->getValue($job["config_path"], "store") : "";
                $schedule = $shop->create(\Magento\Cron\Model\Schedule::class)->setCronExpr($expression !== "" ? $expression : $job["schedule"]);
                $at[$code] = array_values(array_filter(range(0, 59), fn (int $minute): bool => $schedule->matchCronExpression($schedule->getCronExprArr()[0], $minute)));
            }
            return $at;
        ');
        self::assertSame([7], $codes['ledgerline_drain']);
        self::assertSame([12], $codes['ledgerline_sweep']);
        self::assertSame([40], $codes['ledgerline_prune']);
        self::assertCount(60, $codes['ledgerline_step']);

        // The real thing: what Magento plans for the next minutes.
        $minute = (int)gmdate('i', time() + 240);
        $this->settings(['cron/drain_schedule' => "$minute * * * *", 'cron/sweep_schedule' => '61 * * * *', 'cron/compare_schedule' => '61 * * * *']);
        $this->inShop('$shop->get(\Magento\Framework\App\CacheInterface::class)->remove("schedule_generate_at_ledgerline"); $shop->get(\Magento\Framework\App\CacheInterface::class)->clean(["crontab"]);');
        $cron = $this->magento('cron:run', '--group=ledgerline', '--bootstrap=standaloneProcessStarted=1');
        self::assertSame(0, $cron->wait(), $cron->everything());
        $planned = $this->database()->fetchCol('SELECT DISTINCT MINUTE(scheduled_at) FROM ' . $this->table('cron_schedule') . " WHERE job_code = 'ledgerline_drain'");
        self::assertSame([$minute], array_map('intval', $planned));
    }

    public function testTheSweepFindsWhatNoEventTold(): void
    {
        $sandbox = $this->connect();
        $made = $this->inShop('
            $customer = $records->customer();
            return ["customer" => $customer->getId(), "address" => $customer->getAddresses()[0]->getId()];
        ');
        $this->job(Sweep::class);
        $this->job(Drain::class);
        $writes = count($sandbox->writes());

        // Placed while the module could not listen, and changed by plain SQL.
        $missed = $this->inShop(self::WITHOUT_EVENTS . '
            $invoice = $records->invoice($records->order());
            $resource = $shop->get(\Magento\Framework\App\ResourceConnection::class);
            $database = $resource->getConnection();
            $database->update($resource->getTableName("customer_entity"), ["lastname" => "Sql", "updated_at" => gmdate("Y-m-d H:i:s")], ["entity_id = ?" => $given["customer"]]);
            return ["id" => $invoice->getId(), "number" => $invoice->getIncrementId()];
        ', $made);
        $this->forgetTouches();
        self::assertArrayNotHasKey('invoice ' . $missed['id'], $this->jobs());
        $this->job(Sweep::class);
        self::assertSame('waiting', $this->jobs()['invoice ' . $missed['id']] ?? null);
        $this->job(Drain::class);
        self::assertSame('PAID', $sandbox->document($missed['number'])['status']);
        self::assertStringContainsString('Sql', json_encode(array_column(array_slice($sandbox->writes(), $writes), 'body')));

        // What does not move any timestamp is found by comparing everything.
        $this->inShop('
            $resource = $shop->get(\Magento\Framework\App\ResourceConnection::class);
            $hourAgo = ["updated_at" => gmdate("Y-m-d H:i:s", time() - 3600)];
            $resource->getConnection()->update($resource->getTableName("customer_entity"), $hourAgo, ["entity_id = ?" => $given["customer"]]);
            $resource->getConnection()->update($resource->getTableName("customer_address_entity"), ["telephone" => "0113 777"], ["entity_id = ?" => $given["address"]]);
        ', $made);
        $writes = count($sandbox->writes());
        $this->job(Sweep::class);
        $this->job(Drain::class);
        self::assertSame($writes, count($sandbox->writes()));
        $this->job(Compare::class);
        $this->job(Drain::class);
        self::assertStringContainsString('777', json_encode(array_column(array_slice($sandbox->writes(), $writes), 'body')));
        $writes = count($sandbox->writes());
        $this->job(Sweep::class);
        $this->job(Compare::class);
        $this->job(Drain::class);
        self::assertSame($writes, count($sandbox->writes()));
    }

    public function testPruneDeletesWhatIsOld(): void
    {
        $this->connect(['log/log_days' => '3', 'log/job_days' => '3']);
        $customer = $this->inShop('return $records->customer()->getId();');
        // Whatever else the shop made today is swept up as well.
        $this->job(Sweep::class);
        $this->job(Drain::class);
        $this->job(Prune::class);
        self::assertGreaterThan(0, $this->engine()->log()->total);
        self::assertSame('done', $this->jobs()['customer ' . $customer]);
        (new StoreFile($this->store))->age(['log' => ['at'], 'job' => ['created_at', 'updated_at']], 4);
        $this->job(Prune::class);
        self::assertSame(0, $this->engine()->log()->total);
        // What a person has yet to look at stays.
        self::assertSame([], array_diff($this->jobs(), ['held']));
        // The links live longer than the jobs: nothing is sent again.
        $writes = count($this->sandbox->writes());
        $this->job(Compare::class);
        $this->job(Drain::class);
        self::assertSame($writes, count($this->sandbox->writes()));
    }

    public function testSyncAllIsContinuedByCronToItsEnd(): void
    {
        $sandbox = $this->connect();
        $numbers = $this->inShop(self::WITHOUT_EVENTS . '
            $numbers = [];
            foreach ([1, 2, 3] as $one) { $numbers[] = $records->invoice($records->order())->getIncrementId(); }
            return $numbers;
        ');
        $this->forgetTouches();
        $today = gmdate('Y-m-d', time() - 86400);
        $run = $this->inShop('
            $sync = $shop->get(\Ledgerline\Xero\SyncAll\SyncAll::class);
            return $sync->start("default", ["customer", "product", "invoice", "creditmemo"], $given["from"], null);
        ', ['from' => $today]);
        self::assertSame('reading', $run['state']);
        // The minute job alone brings it to its end; two of them at once do no harm.
        for ($minute = 0; $minute < 10 && !in_array($this->engine()->run('default')['state'], ['done', 'cancelled'], true); $minute++) {
            $pair = [$this->begin(MinuteJob::class), $this->begin(MinuteJob::class)];
            foreach ($pair as $process) {
                self::assertSame(0, $process->wait(), $process->everything());
            }
        }
        $run = $this->engine()->run('default');
        self::assertSame('done', $run['state']);
        foreach ($run['entities'] as $name => $entity) {
            self::assertSame([true, $entity['total']], [$entity['finished'], $entity['read']], $name);
        }
        foreach ($numbers as $number) {
            self::assertSame('PAID', $sandbox->document($number)['status'] ?? null, $number);
        }
        self::assertSame(count($sandbox->ask('documents')), count(array_unique(array_column($sandbox->ask('documents'), 'number'))));
    }

    public function testTwoDrainsAtOnceSendNothingTwice(): void
    {
        $sandbox = $this->connect();
        $numbers = $this->inShop('
            $numbers = [];
            foreach (range(1, 4) as $one) { $numbers[] = $records->invoice($records->order())->getIncrementId(); }
            return $numbers;
        ');
        $sandbox->ask('switches', ['latency_ms' => 200]);
        // Cron skips while another drains; the command line joins in.
        $all = [$this->begin(Drain::class), $this->begin(Drain::class), $this->magento('ledgerline:drain', '--json'), $this->magento('ledgerline:drain', '--json')];
        foreach ($all as $process) {
            self::assertSame(0, $process->wait(), $process->everything());
        }
        $sandbox->ask('switches', ['latency_ms' => 0]);
        // A document whose customer another drain had in its hands waits for some seconds.
        for ($end = time() + 60; ; usleep(500_000)) {
            $last = $this->magento('ledgerline:drain', '--json');
            self::assertSame(0, $last->wait(), $last->everything());
            if ($last->json()['waiting'] === 0) {
                break;
            }
            self::assertLessThan($end, time(), $last->everything());
        }
        $documents = $sandbox->ask('documents');
        self::assertEqualsCanonicalizing($numbers, array_column($documents, 'number'));
        foreach ($documents as $document) {
            self::assertSame(['PAID', 1], [$document['status'], count($document['payments'])], $document['number']);
        }
    }

    public function testWhatWasToBeSentImmediatelyFollowsWithinAMinute(): void
    {
        $sandbox = $this->connect(['invoices/mode' => 'immediately', 'payments/mode' => 'immediately']);
        // On the command line there is no sender: the minute job sends it, and leaves the rest to its schedule.
        $made = $this->inShop('return ["number" => $records->invoice($records->order())->getIncrementId(), "customer" => $records->customer()->getId()];');
        $this->job(MinuteJob::class);
        self::assertSame('PAID', $sandbox->document($made['number'])['status'] ?? null);
        self::assertSame('waiting', $this->jobs()['customer ' . $made['customer']]);
    }

    public function testSendNowIsAnsweredByTheMinuteJob(): void
    {
        $this->connect();
        $customer = $this->inShop('return $records->customer()->getId();');
        $this->job(MinuteJob::class);
        self::assertSame('waiting', $this->jobs()['customer ' . $customer]);
        $this->engine()->setCursor(MinuteJob::ASKED, (string)time());
        $this->job(MinuteJob::class);
        self::assertSame('done', $this->jobs()['customer ' . $customer]);
    }

    public function testWithoutTheExtensionCronHasNothingToComplainAbout(): void
    {
        foreach ([MinuteJob::class, Drain::class, Sweep::class, Compare::class, Prune::class] as $job) {
            $process = $this->start('$shop->get($given["job"])->execute();', ['job' => $job], 'crontab', $this->withoutExtension());
            self::assertSame(0, $process->wait(), $process->everything());
        }
        self::assertDirectoryDoesNotExist($this->store);
    }

    private function begin(string $job): Process
    {
        return $this->start('$shop->get($given["job"])->execute();', ['job' => $job]);
    }

    private function job(string $job): void
    {
        $process = $this->begin($job);
        self::assertSame(0, $process->wait(), $process->everything());
    }

    private function forgetSchedule(): void
    {
        $this->database()->delete($this->table('cron_schedule'), ["job_code LIKE 'ledgerline%'"]);
    }
}
