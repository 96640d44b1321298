<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Native\EngineUnavailable;
use Ledgerline\Xero\Tests\Extension\Support\Command;
use Ledgerline\Xero\Tests\Extension\Support\Php;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

/**
 * Web server and cron are different users, disks fill up, and stores outlive their extension.
 */
class FolderTest extends ExtensionTestCase
{
    private const USER = 'ledgerline-test';

    private const ENQUEUE = <<<'PHP'
try {
    $engine->configure('default', Shop::settings());
    echo json_encode(['accepted' => $engine->enqueue([Shop::customer($given['number'])])['accepted']]);
} catch (XeroException $e) {
    echo json_encode(['class' => get_class($e), 'code' => $e->getErrorCode(), 'message' => $e->getMessage()]);
}
PHP;

    private ?string $user = null;

    /** @var string[] */
    private array $mounted = [];

    protected function tearDown(): void
    {
        foreach ($this->mounted as $place) {
            (new Command(['umount', '-l', $place], $this->folder . '/umount'))->wait();
        }
        $this->mounted = [];
        parent::tearDown();
        if ($this->user !== null) {
            exec('userdel ' . escapeshellarg($this->user) . ' 2>&1');
            exec('groupdel ' . escapeshellarg($this->user) . ' 2>/dev/null');
            $this->user = null;
        }
    }

    private function asRoot(): void
    {
        if (posix_geteuid() !== 0 || posix_getpwnam('www-data') === false) {
            self::markTestSkipped('Needs root and a user www-data.');
        }
    }

    /** A second user who shares the web server's group. */
    private function secondUser(): string
    {
        exec('useradd --no-create-home --groups www-data ' . self::USER . ' 2>&1', $said, $status);
        if ($status !== 0) {
            self::markTestSkipped('No user can be made here: ' . implode(' ', $said));
        }
        return $this->user = self::USER;
    }

    private function var(string $owner, int $mode = 0755): string
    {
        $var = $this->folder . '/var';
        mkdir($var);
        chown($var, $owner);
        chgrp($var, 'www-data');
        chmod($var, $mode);
        $this->store = $var . '/ledgerline';
        return $var;
    }

    private function enqueueAs(?string $user, int $number, string $umask = '0022'): array
    {
        $how = ['umask' => $umask] + ($user === null ? [] : ['user' => $user]);
        return $this->start(self::ENQUEUE, ['number' => $number], $how)->json();
    }

    private function modes(): array
    {
        $modes = [];
        foreach (glob($this->store . '/*') as $file) {
            $modes[basename($file)] = decoct(fileperms($file) & 07777);
        }
        return $modes;
    }

    public function testAnOptionOrTheAddressSaysHowSureACommitIs(): void
    {
        $address = 'sqlite:' . $this->store;
        foreach ([
            [['store' => $address, 'durability' => null], 'full'],
            [['store' => $address . '?durability=normal', 'durability' => null], 'normal'],
            [['store' => $this->store, 'durability' => 'normal'], 'normal'],
            [['store' => $address . '?durability=normal', 'durability' => 'full'], 'full'],
        ] as [$options, $expected]) {
            $health = $this->engine($options)->health();
            self::assertSame([$expected, $this->file()->path()], [$health['durability'], $health['store']['path']]);
        }
    }

    public function testFolderAndFileAreForTheGroupWhateverTheMaskIs(): void
    {
        foreach (['0077', '0022', '0002', '0777'] as $umask) {
            $this->store = $this->folder . '/store' . $umask;
            self::assertSame(['accepted' => 1], $this->enqueueAs(null, 1, $umask));
            self::assertSame('2770', decoct(fileperms($this->store) & 07777), $umask);
            // The process has ended: what SQLite has beside the file stays, so that nobody ever meets it half made.
            $names = ['ledgerline.sqlite', 'ledgerline.sqlite-shm', 'ledgerline.sqlite-wal', 'ledgerline.witness'];
            self::assertSame(array_fill_keys($names, '660'), $this->modes(), "mask $umask");
            clearstatcache();
        }
    }

    public function testWhatRootMadeFirstIsTheWebServersToo(): void
    {
        $this->asRoot();
        $this->var('www-data');
        self::assertSame(['accepted' => 1], $this->enqueueAs(null, 1, '0077'));
        self::assertSame(['accepted' => 1], $this->enqueueAs('www-data', 2));
        self::assertSame(['accepted' => 1], $this->enqueueAs(null, 3));
        self::assertSame(['accepted' => 1], $this->enqueueAs('www-data', 4, '0077'));
        foreach (glob($this->store . '/*') as $file) {
            self::assertSame('www-data', posix_getpwuid(fileowner($file))['name'], $file);
        }
        self::assertCount(4, $this->queuedCustomers());
    }

    public function testWhatRootOpensStaysOpenWhileTheWebServerWrites(): void
    {
        $this->asRoot();
        $this->var('www-data');
        $engine = $this->engine();
        $engine->configure('default', Shop::settings());
        foreach (range(1, 4) as $number) {
            self::assertSame(['accepted' => 1], $this->enqueueAs('www-data', $number));
            self::assertSame($number, $engine->jobs()['total']);
        }
    }

    /**
     * @dataProvider orders
     */
    public function testTwoUsersOfOneGroupWriteInEitherOrder(bool $webFirst, string $umask): void
    {
        $this->asRoot();
        $cron = $this->secondUser();
        // As Magento asks for: owned by the second user, the web server's group, new files take the folder's group.
        $this->var($cron, 02775);
        $users = $webFirst ? ['www-data', $cron] : [$cron, 'www-data'];
        foreach ([...$users, ...$users, ...array_reverse($users)] as $index => $user) {
            self::assertSame(['accepted' => 1], $this->enqueueAs($user, $index + 1, $umask), "$user, number $index: " . json_encode($this->modes()));
        }
        // Both at the same time.
        $loop = 'foreach (range(1, 100) as $i) { $engine->enqueue([Shop::customer($given["first"] + $i)]); } echo "true";';
        $both = array_map(fn (string $user): Command => $this->start($loop, ['first' => $user === $cron ? 1000 : 2000], ['user' => $user, 'umask' => $umask]), $users);
        foreach ($both as $script) {
            self::assertTrue($script->json());
        }
        self::assertCount(206, $this->queuedCustomers());
    }

    public static function orders(): array
    {
        return ['web server first' => [true, '0022'], 'cron first' => [false, '0022'], 'web server first, strict mask' => [true, '0077'], 'cron first, strict mask' => [false, '0077']];
    }

    public function testAStoreThatMayNotBeWrittenSaysSoAndSaysHow(): void
    {
        $this->asRoot();
        $this->var('root');
        self::assertSame(['accepted' => 1], $this->enqueueAs(null, 1));
        $e = $this->enqueueAs('www-data', 2);
        self::assertSame([EngineUnavailable::class, 'store_not_writable'], [$e['class'], $e['code']]);
        self::assertStringContainsString('must share a group', $e['message']);
        self::assertStringContainsString('2770', $e['message']);
        // Readable, not writable: as it looks after a restore from a backup by root.
        chmod($this->store, 0755);
        foreach (glob($this->store . '/*') as $file) {
            chmod($file, 0644);
        }
        $e = $this->enqueueAs('www-data', 2);
        self::assertSame('store_not_writable', $e['code'], $e['message']);
        self::assertStringContainsString('must share a group', $e['message']);
        // Fixed: the same works.
        chmod($this->store, 02770);
        foreach ([$this->store, ...glob($this->store . '/*')] as $path) {
            chgrp($path, 'www-data');
            is_dir($path) || chmod($path, 0660);
        }
        self::assertSame(['accepted' => 1], $this->enqueueAs('www-data', 2));
    }

    public function testAFolderThatCannotBeMadeSaysSo(): void
    {
        $this->asRoot();
        $this->var('root');
        $e = $this->enqueueAs('www-data', 1);
        self::assertSame([EngineUnavailable::class, 'store_not_writable'], [$e['class'], $e['code']]);
        $this->store = $this->folder . '/nowhere/store';
        $e = $this->enqueueAs(null, 1);
        self::assertSame([EngineUnavailable::class, 'store_missing'], [$e['class'], $e['code']]);
        self::assertStringContainsString('the folder above it does not exist', $e['message']);
        // A file where the folder should be.
        $this->store = $this->folder . '/file';
        touch($this->store);
        self::assertSame(EngineUnavailable::class, $this->enqueueAs(null, 1)['class']);
    }

    public function testAFullDiskIsNamedAndEverythingWorksAgainAfterwards(): void
    {
        $this->asRoot();
        $disk = $this->folder . '/disk';
        mkdir($disk);
        exec('mount -t tmpfs -o size=700k tmpfs ' . escapeshellarg($disk) . ' 2>&1', $said, $status);
        if ($status !== 0) {
            self::markTestSkipped('No small disk can be mounted here: ' . implode(' ', $said));
        }
        $this->mounted[] = $disk;
        $this->store = $disk . '/store';
        $engine = $this->engine();
        $engine->configure('default', Shop::settings());
        $accepted = $refused = 0;
        for ($number = 1; $number <= 400; $number++) {
            try {
                $accepted += $engine->enqueue([['address' => str_repeat('x', 4000)] + Shop::customer($number)])['accepted'];
            } catch (EngineUnavailable $e) {
                self::assertSame('store_full', $e->getErrorCode(), $e->getMessage());
                self::assertMatchesRegularExpression('~^The disk that holds "[^"]+/disk/store" is full~', $e->getMessage());
                $refused++;
            }
        }
        self::assertGreaterThan(0, $accepted);
        self::assertGreaterThan(0, $refused);
        // Another process that begins on the full disk.
        $e = $this->start('try { foreach (range(1, 50) as $n) { $engine->enqueue([["address" => str_repeat("x", 9000)] + Shop::customer(5000 + $n)]); } echo "null"; }
            catch (XeroException $e) { echo json_encode($e->getErrorCode()); }')->json();
        self::assertSame('store_full', $e);
        self::assertTrue($engine->health()['store']['ok'] || $engine->health()['store']['code'] === 'store_full', json_encode($engine->health()));
        exec('mount -o remount,size=20m ' . escapeshellarg($disk), $said, $status);
        self::assertSame(0, $status);
        foreach (range(1001, 1100) as $number) {
            $accepted += $engine->enqueue([Shop::customer($number)])['accepted'];
        }
        self::assertSame('ok', $this->file()->integrity());
        // Without those of the other process.
        self::assertCount($accepted, array_filter($this->queuedCustomers(), static fn (string $id): bool => (int)$id < 5000));
    }

    public function testADiskThatIsFullFromTheStartIsNamed(): void
    {
        $this->asRoot();
        $disk = $this->folder . '/disk';
        mkdir($disk);
        exec('mount -t tmpfs -o size=64k tmpfs ' . escapeshellarg($disk) . ' 2>&1', $said, $status);
        if ($status !== 0) {
            self::markTestSkipped('No small disk can be mounted here: ' . implode(' ', $said));
        }
        $this->mounted[] = $disk;
        foreach ([0, 40_000, 61_000, 65_536] as $index => $filled) {
            @file_put_contents($disk . '/filler', str_repeat('x', $filled));
            $this->store = $disk . '/store' . $index;
            $e = $this->enqueueAs(null, 1);
            self::assertSame([EngineUnavailable::class, 'store_full'], [$e['class'] ?? null, $e['code'] ?? null], "$filled: " . json_encode($e));
            exec('rm -rf ' . escapeshellarg($this->store));
        }
        exec('mount -o remount,size=20m ' . escapeshellarg($disk));
        self::assertSame(['accepted' => 1], $this->enqueueAs(null, 1));
    }

    public function testAStoreOfANewerExtensionIsLeftAlone(): void
    {
        self::assertSame(['accepted' => 1], $this->enqueueAs(null, 1));
        $this->file()->setVersion(999);
        $before = hash_file('sha256', $this->file()->path());
        $e = $this->enqueueAs(null, 2);
        self::assertSame([EngineUnavailable::class, 'store_newer'], [$e['class'], $e['code']]);
        self::assertStringContainsString('999', $e['message']);
        self::assertSame($before, hash_file('sha256', $this->file()->path()));
        self::assertSame('store_newer', $this->start('echo json_encode($engine->health());')->json()['store']['code']);
    }

    public function testADamagedStoreIsNamed(): void
    {
        self::assertSame(['accepted' => 1], $this->enqueueAs(null, 1));
        array_map('unlink', glob($this->file()->path() . '-*'));
        file_put_contents($this->file()->path(), str_repeat('not a database ', 1000));
        $e = $this->enqueueAs(null, 2);
        self::assertSame([EngineUnavailable::class, 'store_broken'], [$e['class'], $e['code']]);
        unlink($this->file()->path());
        self::assertSame(['accepted' => 1], $this->enqueueAs(null, 2));
    }

    public function testAStoreThatIsRemovedUnderARunningWorkerIsNoticed(): void
    {
        $engine = $this->engine();
        $engine->configure('default', Shop::settings());
        $engine->enqueue([Shop::customer(1)]);
        exec('rm -rf ' . escapeshellarg($this->store));
        $engine->configure('default', Shop::settings());
        $engine->enqueue([Shop::customer(2)]);
        // Another process sees what was acknowledged.
        self::assertSame(['2'], $this->queuedCustomers());
    }
}
