<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Proof;

use Ledgerline\Xero\Tests\Magento\Support\Process;

/**
 * The shop's copy as a proof sees it: its database by SQL alone, its code by processes of their own.
 */
final class Shop
{
    /** What belongs to the copy and not to the data that is loaded into it. */
    private const OWN_SETTINGS = "path IN ('web/unsecure/base_url', 'web/secure/base_url', 'web/secure/use_in_frontend', 'web/secure/use_in_adminhtml')"
        . " OR path LIKE 'catalog/search/%' OR path LIKE 'admin/%'";

    public readonly \PDO $database;

    public readonly string $prefix;

    /** @var array<string, string> */
    public array $environment = [];

    private array $login;

    public function __construct(public readonly string $root, public readonly string $folder)
    {
        $settings = include $root . '/app/etc/env.php';
        $this->login = $settings['db']['connection']['default'];
        $this->prefix = (string)($settings['db']['table_prefix'] ?? '');
        [$host, $port] = explode(':', (string)$this->login['host'], 2) + [1 => '3306'];
        $where = str_contains($host, '/') ? "unix_socket=$host" : "host=$host;port=$port";
        $this->database = new \PDO("mysql:$where;dbname={$this->login['dbname']};charset=utf8mb4", $this->login['username'], $this->login['password'], [
            \PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION, \PDO::ATTR_DEFAULT_FETCH_MODE => \PDO::FETCH_ASSOC,
        ]);
    }

    /** Rows of a query; {table} is a table's name in this shop. */
    public function rows(string $sql): array
    {
        return $this->database->query((string)preg_replace_callback('/\{(\w+)\}/', fn (array $found): string => "`$this->prefix$found[1]`", $sql))->fetchAll();
    }

    public function run(string $sql): void
    {
        $this->database->exec((string)preg_replace_callback('/\{(\w+)\}/', fn (array $found): string => "`$this->prefix$found[1]`", $sql));
    }

    /** Replaces the data of the copy by those of a dump, and installs the module there. */
    public function load(string $dump): void
    {
        $own = $this->rows('SELECT scope, scope_id, path, value FROM {core_config_data} WHERE scope_id = 0 AND (' . self::OWN_SETTINGS . ')');
        $login = $this->folder . '/my.cnf';
        touch($login);
        chmod($login, 0600);
        [$host, $port] = explode(':', (string)$this->login['host'], 2) + [1 => '3306'];
        $where = str_contains($host, '/') ? "socket=$host" : "host=$host\nport=$port\nprotocol=tcp";
        file_put_contents($login, "[client]\n$where\nuser=\"{$this->login['username']}\"\npassword=\"{$this->login['password']}\"\n");
        $name = $this->login['dbname'];
        $read = str_ends_with($dump, '.gz') ? 'zcat' : 'cat';
        $client = 'mysql --defaults-extra-file=' . escapeshellarg($login) . ' --default-character-set=utf8mb4';
        $script = "set -eo pipefail; $client -e 'DROP DATABASE `$name`; CREATE DATABASE `$name` CHARACTER SET utf8mb4'; "
            . "{ echo 'SET unique_checks=0, foreign_key_checks=0, autocommit=0;'; $read " . escapeshellarg($dump) . " | sed 's/DEFINER=`[^`]*`@`[^`]*`//g'; echo 'COMMIT;'; } | $client $name 2>&1";
        exec('bash -c ' . escapeshellarg($script), $output, $code);
        unlink($login);
        if ($code !== 0) {
            throw new \RuntimeException("$dump cannot be loaded:\n" . implode("\n", $output));
        }
        $this->database->exec("USE `$name`");
        $this->run('DELETE FROM {core_config_data} WHERE ' . self::OWN_SETTINGS . " OR path LIKE 'ledgerline\\_xero/%'");
        $insert = $this->database->prepare("INSERT INTO `{$this->prefix}core_config_data` (scope, scope_id, path, value) VALUES (?, ?, ?, ?)");
        foreach ($own as $row) {
            $insert->execute(array_values($row));
        }
        $this->run("DELETE FROM {setup_module} WHERE module = 'Ledgerline_Xero'");
        $this->run("DELETE FROM {patch_list} WHERE patch_name LIKE 'Ledgerline%'");
        exec('rm -rf ' . escapeshellarg($this->root) . '/var/cache/*');
        $this->magento('setup:upgrade', '--keep-generated', '--no-interaction');
    }

    /** Only these settings of the module, for the whole shop. */
    public function settings(array $values): void
    {
        $this->run("DELETE FROM {core_config_data} WHERE path LIKE 'ledgerline\\_xero/%'");
        $this->inShop('
            $config = $shop->get(\Magento\Framework\App\Config\ConfigResource\ConfigInterface::class);
            foreach ($given as $path => $value) {
                if ($path === "connection/client_secret") {
                    $value = $shop->get(\Magento\Framework\Encryption\EncryptorInterface::class)->encrypt($value);
                }
                $config->saveConfig("ledgerline_xero/" . $path, is_array($value) ? json_encode($value) : $value, "default", 0);
            }
            $shop->get(\Magento\Framework\App\CacheInterface::class)->clean([\Magento\Config\App\Config\Type\System::CACHE_TAG]);
        ', $values);
    }

    /** Runs PHP in the shop: sees $shop, $records and $given. */
    public function inShop(string $body, array $given = []): mixed
    {
        $folder = $this->folder . '/run-' . bin2hex(random_bytes(4));
        mkdir($folder);
        file_put_contents($folder . '/body.php', "<?php\n" . $body);
        file_put_contents($folder . '/given', json_encode($given, JSON_THROW_ON_ERROR));
        $this->wait(new Process([PHP_BINARY, dirname(__DIR__) . '/Support/run.php', $folder, 'adminhtml'], $folder, $this->environment));
        return json_decode((string)file_get_contents($folder . '/answer'), true);
    }

    /** bin/magento …; commands of the module answer with JSON. */
    public function magento(string ...$arguments): array
    {
        $process = new Process([PHP_BINARY, '-d', 'memory_limit=2G', 'bin/magento', '--no-ansi', ...$arguments], $this->folder, $this->environment);
        // 2: done, but something is held.
        $this->wait($process, [0, 2]);
        return in_array('--json', $arguments, true) ? $process->json() : [];
    }

    private function wait(Process $process, array $codes = [0]): void
    {
        if (!in_array($process->wait(3600), $codes, true)) {
            throw new \RuntimeException($process->everything());
        }
    }
}
