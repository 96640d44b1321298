<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

use Ledgerline\Xero\Api\EngineException;
use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\Phrase;

/** The address of a store in the shop's own database, from the connection that Magento has to it in app/etc/env.php. */
class DatabaseAddress
{
    private const CONNECTION = 'db/connection/default';
    /** Numbers of PDO's options, which exist by name only where pdo_mysql is loaded. */
    private const SSL_KEY = 1007;
    private const SSL_CERT = 1008;
    private const SSL_CA = 1009;
    private const SSL_VERIFY = 1014;

    public function __construct(private readonly DeploymentConfig $deploymentConfig) {}

    /**
     * @param string $witness folder of this machine that is in no backup
     * @return string mysql://user:password@host:port/database with what else there is to say
     * @throws EngineException when there is no such connection, or one that the engine cannot make
     */
    public function of(string $witness): string
    {
        $connection = (array)$this->deploymentConfig->get(self::CONNECTION);
        $database = (string)($connection['dbname'] ?? '');
        if ($database === '') {
            throw $this->invalid(__('"store" is "mysql" in app/etc/env.php, but the shop\'s connection "default" names no database there.'));
        }
        $host = (string)($connection['host'] ?? '');
        $socket = $this->socket($host);
        $parameters = ['prefix' => (string)$this->deploymentConfig->get('db/table_prefix'), 'socket' => $socket, 'witness' => $witness]
            + $this->protection((array)($connection['driver_options'] ?? []));
        return sprintf(
            'mysql://%s:%s@%s/%s?%s',
            rawurlencode((string)($connection['username'] ?? '')),
            rawurlencode((string)($connection['password'] ?? '')),
            $socket === '' ? $host : 'localhost',
            rawurlencode($database),
            http_build_query(array_filter($parameters, static fn (string $value): bool => $value !== ''), '', '&', PHP_QUERY_RFC3986)
        );
    }

    /** The socket, as Magento and PDO understand a host; "" where it is the name of a machine. */
    private function socket(string $host): string
    {
        return match (true) {
            str_contains($host, '/') => $host,
            in_array($host, ['', 'localhost'], true) => (string)ini_get('pdo_mysql.default_socket'),
            default => '',
        };
    }

    /**
     * @param array<int|string,mixed> $options of PDO
     * @return array<string,string> parameters of the address
     */
    private function protection(array $options): array
    {
        if (($options[self::SSL_KEY] ?? '') !== '' || ($options[self::SSL_CERT] ?? '') !== '') {
            throw $this->invalid(
                __('The shop\'s database asks for a certificate of the client, which a store cannot show. Write an address of its own for "store" in app/etc/env.php.')
            );
        }
        $authorities = (string)($options[self::SSL_CA] ?? '');
        return match (true) {
            $authorities === '' => [],
            ($options[self::SSL_VERIFY] ?? true) === false => ['tls' => 'unverified'],
            default => ['tls' => 'on', 'ca' => $authorities],
        };
    }

    private function invalid(Phrase $what): EngineException
    {
        return new EngineException($what, 'option_invalid', ['option' => 'store'], EngineException::KIND_SETTINGS);
    }
}
