<?php
/**
 * settings.php SHOP: prints how to reach the database of a shop, as shell variables.
 * settings.php COPY DATABASE XERO: makes app/etc/env.php of a copy its own (database, files instead of servers shared with others, Xero's address) and takes
 * out of app/etc/config.php what would disturb people and tests.
 */
declare(strict_types=1);

$file = $argv[1] . '/app/etc/env.php';
$settings = include $file;
$connection = &$settings['db']['connection']['default'];
if (count($argv) === 2) {
    $host = (string)$connection['host'];
    $socket = (string)($connection['unix_socket'] ?? '');
    if (str_starts_with($host, '/')) {
        [$socket, $host] = [$host, ''];
    }
    $port = (string)($connection['port'] ?? '');
    if (substr_count($host, ':') === 1) {
        [$host, $port] = explode(':', $host);
    }
    $values = [
        'DB_HOST' => $host, 'DB_PORT' => $port !== '' ? $port : '3306', 'DB_SOCKET' => $socket, 'DB_USER' => (string)$connection['username'],
        'DB_PASSWORD' => (string)($connection['password'] ?? ''), 'DB_NAME' => (string)$connection['dbname'],
        'DB_PREFIX' => (string)($settings['db']['table_prefix'] ?? ''), 'ADMIN_PATH' => (string)$settings['backend']['frontName'],
    ];
    foreach ($values as $name => $value) {
        echo $name, '=', escapeshellarg($value), "\n";
    }
    exit(0);
}
$connection['dbname'] = $argv[2];
$default = $connection;
// Split databases, replicas, queues, caches and sessions of the real shop must not be shared with a test.
unset($settings['db']['slave_connection'], $settings['queue']['amqp'], $settings['queue']['stomp'], $settings['http_cache_hosts'], $settings['ledgerline'], $settings['system']);
$settings['db']['connection'] = array_fill_keys(array_keys($settings['db']['connection']), $default);
$settings['session'] = ['save' => 'files', 'save_path' => $argv[1] . '/var/session'];
$settings['cache'] = ['frontend' => ['default' => ['id_prefix' => 'll_'], 'page_cache' => ['id_prefix' => 'll_']], 'allow_parallel_generation' => false];
$settings['lock'] = ['provider' => 'db'];
$settings['remote_storage'] = ['driver' => 'file'];
$settings['cron_consumers_runner'] = ['cron_run' => false];
$settings['ledgerline'] = ['xero_url' => $argv[3]];
$settings['MAGE_MODE'] = 'developer';
file_put_contents($file, "<?php\nreturn " . var_export($settings, true) . ";\n");

// Magento's own survey of how the admin is used: its window lies over the first page of each new administrator, and its script is
// loaded from elsewhere. Braintree: on the configuration page its scripts ask for jQuery before RequireJS has read where jQuery is, and
// use what Prototype adds to arrays without asking for it; on a busy machine that stops every script of the page.
$file = $argv[1] . '/app/etc/config.php';
$shop = include $file;
foreach (array_keys($shop['modules']) as $module) {
    if (preg_match('/^(Magento_(PageBuilder)?AdminAnalytics|PayPal_Braintree\w*)$/', $module)) {
        $shop['modules'][$module] = 0;
    }
}
file_put_contents($file, "<?php\nreturn " . var_export($shop, true) . ";\n");
