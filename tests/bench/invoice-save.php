<?php
/**
 * How much time the module adds to a request that saves an invoice. Changes the shop: run it in a copy (scripts/magento-up).
 *
 *   scripts/bench save [n], or in a copy: scripts/magento-run php $LEDGERLINE_TESTS/bench/invoice-save.php [--n=100] [--mode=cron|immediately] [--fpm] [--json]
 *
 * Makes orders and invoices them one by one, by turns with and without the module, so that both see the same machine. The module's time is what its observers take
 * and its insert into the outbox take during the save, and what is done at the end of the request: measured inside, by a clock around each. (A visitor waits for the
 * former only: PHP-FPM has answered before the end.) The difference of the medians of whole saves with and without is printed as well, as a check; it contains the machine's noise.
 *
 * --fpm: each save is a request of its own to a PHP-FPM, which has to build Magento's objects again, as in a shop. Without it all saves are in this process.
 * In mode "immediately" a Xero that answers after 500 ms is at work meanwhile (the background sender needs --fpm: on the command line nothing is sent in the background).
 * Needs LEDGERLINE_SANDBOX and LEDGERLINE_SO, as scripts/magento-up exports them.
 */
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Bench;

use Ledgerline\Xero\Outbox\Touched;
use Ledgerline\Xero\Outbox\TouchTable;
use Ledgerline\Xero\Tests\Magento\Support\Process;
use Ledgerline\Xero\Tests\Magento\Support\Records;
use Ledgerline\Xero\Tests\Magento\Support\Sandbox;
use Magento\Framework\App\Bootstrap;
use Magento\Framework\DB\Transaction;
use Magento\Framework\ObjectManagerInterface;

const MODES = ['customers', 'products', 'orders', 'invoices', 'creditmemos', 'payments'];

$isPage = PHP_SAPI === 'fpm-fcgi';
$root = (string)getenv('MAGENTO_ROOT');
if (!is_file($root . '/app/bootstrap.php')) {
    fwrite(STDERR, "There is no Magento in MAGENTO_ROOT.\n");
    exit(1);
}
ini_set('memory_limit', '2G');
require $root . '/app/bootstrap.php';
foreach (['User', 'Process', 'Sandbox', 'Records'] as $name) {
    require dirname(__DIR__) . "/magento/Support/$name.php";
}

/** Magento's list of observers, with or without the module's. */
class Observers extends \Magento\Framework\Event\Config
{
    public static bool $areOn = false;

    public function getObservers($eventName)
    {
        $observers = parent::getObservers($eventName);
        return self::$areOn ? $observers : array_filter($observers, static fn (string $name): bool => !str_starts_with($name, 'ledgerline_xero'), ARRAY_FILTER_USE_KEY);
    }
}

/** Calls observers and keeps the time of the module's. */
class Stopwatch extends \Magento\Framework\Event\Invoker\InvokerDefault
{
    public static float $seconds = 0.0;

    public static int $calls = 0;

    public function dispatch(array $configuration, \Magento\Framework\Event\Observer $observer)
    {
        $isOwn = str_starts_with($configuration['name'], 'ledgerline_xero');
        $began = hrtime(true);
        parent::dispatch($configuration, $observer);
        if ($isOwn) {
            self::$seconds += (hrtime(true) - $began) / 1e9;
            self::$calls++;
        }
    }
}

/** The outbox, with the time of its insert beside that of the observers. */
class TimedTable extends TouchTable
{
    public function insert(array $ids): void
    {
        $began = hrtime(true);
        parent::insert($ids);
        Stopwatch::$seconds += (hrtime(true) - $began) / 1e9;
    }
}

function magento(): ObjectManagerInterface
{
    $shop = Bootstrap::create(BP, $_SERVER)->getObjectManager();
    $preferences = [
        \Magento\Framework\Event\ConfigInterface::class => Observers::class, \Magento\Framework\Event\InvokerInterface::class => Stopwatch::class,
        TouchTable::class => TimedTable::class,
    ];
    // Compiled wiring, as in production, asks no preference for what a constructor wants: there each class that is replaced is told by its own name.
    $isCompiled = $shop->get(\Magento\Framework\ObjectManager\ConfigInterface::class) instanceof \Magento\Framework\ObjectManager\Config\Compiled;
    $replaced = array_combine(array_map(static fn (string $class): string => (string)get_parent_class($class), $preferences), $preferences);
    $shop->configure($isCompiled ? ['instanceTypes' => $replaced] : ['preferences' => $preferences]);
    $shop->get(\Magento\Framework\App\State::class)->setAreaCode('adminhtml');
    $shop->configure($shop->get(\Magento\Framework\ObjectManager\ConfigLoaderInterface::class)->load('adminhtml'));
    return $shop;
}

/**
 * One invoice.
 *
 * @return array{save: float, observers: float, flush: float, calls: int} milliseconds
 */
function save(ObjectManagerInterface $shop, int $order, bool $withModule): array
{
    Observers::$areOn = $withModule;
    Stopwatch::$seconds = 0.0;
    Stopwatch::$calls = 0;
    $order = $shop->create(\Magento\Sales\Model\Order::class)->load($order);
    $invoice = (new Records($shop))->newInvoice($order);
    $transaction = $shop->create(Transaction::class)->addObject($invoice)->addObject($order);
    $began = hrtime(true);
    $transaction->save();
    $saved = hrtime(true);
    if ($withModule) {
        $shop->get(Touched::class)->conclude();
    }
    $ended = hrtime(true);
    Observers::$areOn = false;
    return ['save' => ($saved - $began) / 1e6, 'observers' => Stopwatch::$seconds * 1e3, 'flush' => ($ended - $saved) / 1e6, 'calls' => Stopwatch::$calls];
}

if ($isPage) {
    $answer = save(magento(), (int)$_GET['order'], $_GET['with'] === '1');
    header('Content-Type: application/json');
    echo json_encode($answer);
    return;
}

$options = getopt('', ['n:', 'mode:', 'fpm', 'json']);
$count = max(2, (int)($options['n'] ?? 100));
$mode = (string)($options['mode'] ?? 'cron');
$folder = sys_get_temp_dir() . '/ledgerline-bench-' . bin2hex(random_bytes(4));
mkdir($folder, 0755);
$ended = [];
register_shutdown_function(static function () use (&$ended, $folder): void {
    foreach (array_reverse($ended) as $end) {
        $end();
    }
    exec('rm -rf ' . escapeshellarg($folder));
});

$shop = magento();
$resource = $shop->get(\Magento\Framework\App\ResourceConnection::class);
$forget = static function () use ($shop, $resource): void {
    $resource->getConnection()->delete($resource->getTableName('core_config_data'), ['path LIKE ?' => 'ledgerline\\_xero/%']);
    $shop->get(\Magento\Framework\App\CacheInterface::class)->clean([\Magento\Config\App\Config\Type\System::CACHE_TAG]);
};
$forget();
$ended[] = $forget;
$settings = [
    'connection/type' => 'custom', 'connection/client_id' => 'sandbox-custom', 'accounts/bank' => '090', 'accounts/sales' => '200',
    'connection/client_secret' => $shop->get(\Magento\Framework\Encryption\EncryptorInterface::class)->encrypt('sandbox-custom-secret'),
];
foreach (MODES as $entity) {
    $settings["$entity/mode"] = $mode;
}
foreach ($settings as $path => $value) {
    $shop->get(\Magento\Framework\App\Config\ConfigResource\ConfigInterface::class)->saveConfig('ledgerline_xero/' . $path, $value, 'default', 0);
}
$shop->get(\Magento\Framework\App\CacheInterface::class)->clean([\Magento\Config\App\Config\Type\System::CACHE_TAG]);

$currency = $shop->get(\Magento\Store\Model\StoreManagerInterface::class)->getDefaultStoreView()->getBaseCurrencyCode();
$sandbox = new Sandbox($folder, $currency, ['--limits', 'off']);
$ended[] = $sandbox->end(...);
$environment = ['MAGENTO_DC_LEDGERLINE__STORE' => $folder . '/store', 'LEDGERLINE_XERO_URL' => $sandbox->address];
foreach ($environment as $name => $value) {
    putenv("$name=$value");
}
$shop->get(\Magento\Framework\App\DeploymentConfig::class)->resetData();
// That of an earlier run is gone.
$shop->get(\Magento\Framework\FlagManager::class)->deleteFlag('ledgerline_xero_store');
$connect = new Process([PHP_BINARY, 'bin/magento', 'ledgerline:connect'], $folder, $environment);
if ($connect->wait() !== 0) {
    throw new \RuntimeException($connect->everything());
}
$sandbox->ask('switches', ['latency_ms' => 500]);

$page = null;
if (isset($options['fpm'])) {
    [$page, $end] = serve($folder, $environment);
    $ended[] = $end;
}

fwrite(STDERR, 'Making ' . 2 * $count + 6 . " orders …\n");
$records = new Records($shop);
$product = $records->product('Bench');
$customer = $records->customer();
$orders = [];
for ($i = 0; $i < 2 * $count + 6; $i++) {
    $orders[] = (int)$records->order($product, $customer)->getId();
}
$measured = ['with' => [], 'without' => []];
foreach ($orders as $i => $order) {
    $with = $i % 2 === 0;
    if ($page !== null) {
        $text = (string)file_get_contents("$page?order=$order&with=" . (int)$with, false, stream_context_create(['http' => ['ignore_errors' => true]]));
        $one = json_decode($text, true) ?? throw new \RuntimeException($text);
    } else {
        $one = save($shop, $order, $with);
    }
    if ($with !== $one['calls'] > 0) {
        throw new \RuntimeException('The module was ' . ($with ? 'not ' : '') . 'called.');
    }
    // The first ones fill caches and open the store.
    if ($i >= 6) {
        $measured[$with ? 'with' : 'without'][] = $one;
    }
}
$at = static function (array $values, float $part): float {
    sort($values);
    return round($values[min(count($values) - 1, (int)ceil($part * count($values)) - 1)], 3);
};
$added = array_map(static fn (array $one): float => $one['observers'] + $one['flush'], $measured['with']);
$whole = static fn (array $ones): array => array_map(static fn (array $one): float => $one['save'] + $one['flush'], $ones);
$column = static fn (string $name): array => array_column($measured['with'], $name);
$result = [
    'php' => $page === null ? 'cli' : 'fpm', 'mode' => $mode, 'magento' => $shop->get(\Magento\Framework\App\State::class)->getMode(), 'n' => count($added),
    'added_median_ms' => $at($added, 0.5), 'added_p99_ms' => $at($added, 0.99), 'added_max_ms' => $at($added, 1),
    'observers_median_ms' => $at($column('observers'), 0.5), 'observers_p99_ms' => $at($column('observers'), 0.99),
    'flush_median_ms' => $at($column('flush'), 0.5), 'flush_p99_ms' => $at($column('flush'), 0.99),
    'save_without_median_ms' => $at($whole($measured['without']), 0.5), 'save_with_median_ms' => $at($whole($measured['with']), 0.5),
    'difference_of_medians_ms' => round($at($whole($measured['with']), 0.5) - $at($whole($measured['without']), 0.5), 3),
    'calls_to_xero_meanwhile' => $sandbox->callsMade(),
];
if (isset($options['json'])) {
    echo json_encode($result), "\n";
} else {
    foreach ($result as $name => $value) {
        printf("%-26s %s\n", $name, $value);
    }
}

/**
 * A PHP-FPM with this file as its page, behind nginx.
 *
 * @return array{0: string, 1: callable}
 */
function serve(string $folder, array $environment): array
{
    $binary = glob('/usr/sbin/php-fpm' . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION)[0] ?? '/usr/sbin/php-fpm';
    $ini = array_map('trim', explode(',', (string)php_ini_scanned_files()));
    mkdir("$folder/php");
    foreach (array_filter($ini) as $file) {
        copy($file, "$folder/php/" . basename($file));
    }
    file_put_contents("$folder/php/99-z.ini", "opcache.enable=1\nopcache.max_accelerated_files=60000\nopcache.memory_consumption=512\nrealpath_cache_size=10M\n");
    $user = posix_getuid() === 0 ? "user = www-data\n" : '';
    file_put_contents("$folder/fpm.conf", "[global]\nerror_log = $folder/fpm.log\ndaemonize = no\n[www]\n{$user}listen = $folder/fpm.sock\nlisten.mode = 0666\n"
        . "pm = static\npm.max_children = 1\nclear_env = no\ncatch_workers_output = yes\n");
    $fpm = new Process([$binary, '-F', '-y', "$folder/fpm.conf"], $folder, $environment + ['PHP_INI_SCAN_DIR' => "$folder/php"]);
    $socket = stream_socket_server('tcp://127.0.0.1:0');
    $port = (int)substr(strrchr((string)stream_socket_get_name($socket, false), ':'), 1);
    fclose($socket);
    $temporary = implode(' ', array_map(static fn (string $name): string => "{$name}_temp_path $folder/$name;", ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']));
    $file = __FILE__;
    file_put_contents("$folder/nginx.conf", <<<CONF
        daemon off; worker_processes 1; pid $folder/nginx.pid; error_log $folder/nginx.log;
        events { worker_connections 64; }
        http { access_log off; $temporary
          server { listen 127.0.0.1:$port; location / {
            include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME $file; fastcgi_pass unix:$folder/fpm.sock; fastcgi_read_timeout 120s; } } }
        CONF);
    $nginx = new Process(['/usr/sbin/nginx', '-c', "$folder/nginx.conf", '-e', "$folder/nginx.log"], $folder);
    for ($end = microtime(true) + 10; !@fsockopen('127.0.0.1', $port) || !file_exists("$folder/fpm.sock"); usleep(20000)) {
        if (microtime(true) > $end) {
            throw new \RuntimeException($fpm->everything() . $nginx->everything());
        }
    }
    return ["http://127.0.0.1:$port/", static function () use ($fpm, $nginx): void {
        $nginx->signal(SIGTERM);
        $fpm->signal(SIGTERM);
        $nginx->wait(10);
        $fpm->wait(20);
    }];
}
