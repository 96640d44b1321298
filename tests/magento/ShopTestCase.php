<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Api\Data\Row;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Bridge\Availability;
use Ledgerline\Xero\Bridge\Engine;
use Ledgerline\Xero\Config\Options;
use Ledgerline\Xero\Tests\Magento\Support\Process;
use Ledgerline\Xero\Tests\Magento\Support\Sandbox;
use Magento\Config\App\Config\Type\System;
use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\ObjectManagerInterface;
use PHPUnit\Framework\TestCase;

require_once dirname(__DIR__) . '/fixtures/shop.php';

/**
 * A test that acts in the shop by processes of its own, as requests and cron do, with a store and settings of its own.
 */
abstract class ShopTestCase extends TestCase
{
    protected const CUSTOM = [
        'connection/type' => 'custom', 'connection/client_id' => 'sandbox-custom', 'connection/client_secret' => 'sandbox-custom-secret',
        'accounts/bank' => '090', 'accounts/sales' => '200',
    ];
    /** Nobody listens there. */
    private const NOBODY = 'http://127.0.0.1:9';

    protected string $folder;

    protected string $store;

    protected string $xero = self::NOBODY;

    protected ?Sandbox $sandbox = null;

    /** @var Process[] */
    private array $started = [];

    /** @var array<string, string|null> */
    protected array $environment = [];

    protected function setUp(): void
    {
        $this->folder = $this->shop()->get(\Magento\Framework\Filesystem\DirectoryList::class)->getPath('var') . '/ledgerline_test/' . bin2hex(random_bytes(5));
        mkdir($this->folder, 0770, true);
        $this->store = $this->folder . '/store';
        $this->forgetTouches();
        $this->forgetSender();
        $this->settings([]);
    }

    protected function tearDown(): void
    {
        foreach ($this->started as $process) {
            $process->kill();
        }
        $this->started = [];
        $this->sandbox?->end();
        $this->sandbox = null;
        self::remove($this->folder);
    }

    public static function tearDownAfterClass(): void
    {
        self::forgetSettings();
    }

    protected function shop(): ObjectManagerInterface
    {
        return shop();
    }

    protected function database(): AdapterInterface
    {
        return $this->shop()->get(ResourceConnection::class)->getConnection('sales');
    }

    protected function table(string $name): string
    {
        return $this->shop()->get(ResourceConnection::class)->getTableName($name, str_starts_with($name, 'sales_') ? 'sales' : 'default');
    }

    /** The only settings of the module, by path below its section, for the whole shop. */
    protected function settings(array $values): void
    {
        self::forgetSettings();
        $this->change($values);
    }

    /** Some settings more. */
    protected function change(array $values): void
    {
        $config = $this->shop()->get(\Magento\Framework\App\Config\ConfigResource\ConfigInterface::class);
        foreach ($values as $path => $value) {
            if ($path === 'connection/client_secret') {
                $value = $this->shop()->get(\Magento\Framework\Encryption\EncryptorInterface::class)->encrypt($value);
            }
            $config->saveConfig('ledgerline_xero/' . $path, is_array($value) ? json_encode($value) : $value, 'default', 0);
        }
        self::cleanCache();
    }

    /** What saving the configuration page, cron and commands do. */
    protected function publish(): void
    {
        $this->inShop('$shop->get(\Ledgerline\Xero\Config\SettingsPublisher::class)->publish();');
    }

    private static function forgetSettings(): void
    {
        $resource = shop()->get(ResourceConnection::class);
        $resource->getConnection()->delete($resource->getTableName('core_config_data'), ['path LIKE ?' => 'ledgerline\\_xero/%']);
        self::cleanCache();
    }

    private static function cleanCache(): void
    {
        // Only the stored settings: without everything else in the cache each process would read all of Magento's XML again.
        shop()->get(\Magento\Framework\App\CacheInterface::class)->clean([System::CACHE_TAG]);
    }

    /** A Xero for this test, and a shop that is connected with it. */
    protected function connect(array $settings = [], array $arguments = ['--limits', 'off']): Sandbox
    {
        $this->sandbox($arguments);
        $this->settings($settings + self::CUSTOM);
        $answer = $this->magento('ledgerline:connect', '--json');
        self::assertSame(0, $answer->wait(), $answer->everything());
        return $this->sandbox;
    }

    protected function sandbox(array $arguments = ['--limits', 'off']): Sandbox
    {
        if ($this->sandbox === null) {
            $currency = $this->shop()->get(\Magento\Store\Model\StoreManagerInterface::class)->getDefaultStoreView()->getBaseCurrencyCode();
            $this->sandbox = new Sandbox($this->folder, $currency, $arguments);
            $this->xero = $this->sandbox->address;
        }
        return $this->sandbox;
    }

    /** As if no event had told what was saved: direct SQL, another program. */
    protected function forgetTouches(): void
    {
        $this->database()->delete($this->table('ledgerline_xero_touch'));
    }

    /** As if no store had sent for the shop yet: each test has one of its own. */
    protected function forgetSender(): void
    {
        $this->database()->delete($this->table('flag'), ['flag_code = ?' => 'ledgerline_xero_store']);
    }

    /** The module's own gateway to the store of this test. */
    protected function engine(): EngineInterface
    {
        foreach ($this->variables() as $name => $value) {
            putenv($value === null ? $name : "$name=$value");
        }
        $options = $this->shop()->create(Options::class, ['deploymentConfig' => $this->shop()->create(DeploymentConfig::class)]);
        return new Engine($this->shop()->get(Availability::class), $options);
    }

    /**
     * Jobs in the queue: "entity number-or-id" to state.
     *
     * @return array<string, string>
     */
    protected function jobs(): array
    {
        $jobs = [];
        foreach ($this->pages('jobs') as $job) {
            $jobs[$job['entity'] . ' ' . $job['entity_id'] . ($job['kind'] === 'payment' || $job['kind'] === 'refund' ? ' ' . $job['kind'] : '')] = $job['state'];
        }
        ksort($jobs, SORT_NATURAL);
        return $jobs;
    }

    /** All of the queue or the log, as the engine gives it. */
    protected function pages(string $method): array
    {
        $engine = $this->engine();
        $items = [];
        for ($page = 1; ; $page++) {
            $answer = $engine->$method(['page' => $page, 'page_size' => 200, 'sort' => 'id']);
            array_push($items, ...array_map(static fn (Row $row): array => $row->toArray(), $answer->rows));
            if ($answer->rows === [] || count($items) >= $answer->total) {
                return $items;
            }
        }
    }

    /**
     * Runs PHP in the shop, in a process of its own, and returns what it returns.
     *
     * @param string $body sees $shop (object manager), $records (Support\Records) and $given
     */
    protected function inShop(string $body, array $given = [], string $area = 'crontab', array $environment = []): mixed
    {
        return $this->answer($this->act($body, $given, $area, $environment));
    }

    /** The same, for looking at the process afterwards. */
    protected function act(string $body, array $given = [], string $area = 'crontab', array $environment = []): Process
    {
        $process = $this->start($body, $given, $area, $environment);
        self::assertSame(0, $process->wait(), $process->everything());
        return $process;
    }

    /** The same without waiting. */
    protected function start(string $body, array $given = [], string $area = 'crontab', array $environment = [], bool $asRoot = false): Process
    {
        $folder = $this->folder . '/run-' . bin2hex(random_bytes(4));
        mkdir($folder, 0777);
        file_put_contents($folder . '/body.php', "<?php\n" . $body);
        file_put_contents($folder . '/given', json_encode($given));
        $process = new Process([PHP_BINARY, __DIR__ . '/Support/run.php', $folder, $area], $folder, $environment + $this->variables(), $asRoot);
        $this->started[] = $process;
        return $process;
    }

    /** What a script in the shop returned. */
    protected function answer(Process $process): mixed
    {
        $file = $process->folder . '/answer';
        return is_file($file) ? json_decode((string)file_get_contents($file), true) : self::fail($process->everything());
    }

    /**
     * The calls with which a script's process enqueued.
     *
     * @return array<int, array{records: string[], immediately: bool}>
     */
    protected function enqueued(Process $process): array
    {
        $file = $process->folder . '/enqueued';
        return is_file($file) ? array_map(static fn (string $line): array => json_decode($line, true), file($file)) : [];
    }

    /** bin/magento … */
    protected function magento(string ...$arguments): Process
    {
        return $this->command($arguments);
    }

    /**
     * @param string[] $arguments
     */
    protected function command(array $arguments, array $environment = [], bool $asRoot = false): Process
    {
        $process = new Process([PHP_BINARY, 'bin/magento', '--no-ansi', ...$arguments], $this->folder, $environment + $this->variables(), $asRoot);
        $this->started[] = $process;
        return $process;
    }

    /** The environment of a PHP without the extension. */
    protected function withoutExtension(): array
    {
        $folder = $this->folder . '/php';
        if (!is_dir($folder)) {
            mkdir($folder);
            foreach (array_filter(array_map('trim', explode(',', (string)php_ini_scanned_files()))) as $file) {
                $lines = preg_grep('/^\s*extension\s*=.*ledgerline/', file($file) ?: [], PREG_GREP_INVERT) ?: [];
                file_put_contents($folder . '/' . basename($file), implode('', $lines));
            }
        }
        return ['PHP_INI_SCAN_DIR' => $folder];
    }

    /**
     * @return array<string, string|null>
     */
    protected function variables(): array
    {
        return $this->environment + ['MAGENTO_DC_LEDGERLINE__STORE' => $this->store, 'LEDGERLINE_XERO_URL' => $this->xero];
    }

    protected static function remove(string $path): void
    {
        Support\User::elevated(static function () use ($path): void {
            if (is_dir($path) && !is_link($path)) {
                @chmod($path, 0770);
                foreach (array_diff(scandir($path) ?: [], ['.', '..']) as $name) {
                    self::remove($path . '/' . $name);
                }
                rmdir($path);
            } elseif (file_exists($path) || is_link($path)) {
                unlink($path);
            }
        });
    }
}
