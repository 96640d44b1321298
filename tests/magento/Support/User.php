<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Support;

/**
 * Who the tests are: the user of the shop, also when root started them.
 */
final class User
{
    private static bool $isRoot = false;

    /** Continues as the shop's user. */
    public static function drop(): void
    {
        if (posix_getuid() === 0 && posix_geteuid() === 0) {
            $owner = self::owner();
            posix_initgroups($owner['name'], $owner['gid']);
            posix_setegid($owner['gid']);
            posix_seteuid($owner['uid']);
            self::$isRoot = true;
        }
    }

    public static function mayBeRoot(): bool
    {
        return self::$isRoot;
    }

    /**
     * A command as one of the two users.
     *
     * @param string[] $command
     * @return string[]
     */
    public static function command(array $command, bool $asRoot): array
    {
        if (!self::$isRoot) {
            return $command;
        }
        $owner = self::owner();
        return $asRoot
            ? ['setpriv', '--reuid=0', '--regid=0', '--clear-groups', ...$command]
            : ['setpriv', '--reuid=' . $owner['uid'], '--regid=' . $owner['gid'], '--init-groups', ...$command];
    }

    /** Runs something with root's rights, if there are any: starting a process as somebody else needs them. */
    public static function elevated(callable $what): mixed
    {
        if (!self::$isRoot) {
            return $what();
        }
        posix_seteuid(0);
        try {
            return $what();
        } finally {
            posix_seteuid(self::owner()['uid']);
        }
    }

    /**
     * @return array{name: string, uid: int, gid: int}
     */
    private static function owner(): array
    {
        $owner = posix_getpwnam((string)getenv('LEDGERLINE_OWNER') ?: 'www-data');
        return $owner ?: throw new \RuntimeException('There is no user of the shop: set LEDGERLINE_OWNER.');
    }
}
