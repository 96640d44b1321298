<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Bridge;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Outbox\Worker;

/**
 * Looks at the PHP that runs this process and says which file it lacks.
 *
 * A library built for another PHP is only a warning at PHP's start, after which the shop runs without it: nobody sees
 * it unless the module looks. The answer is for this PHP alone: the command line and the web server have settings of
 * their own.
 */
class Availability implements AvailabilityInterface
{
    /** Oldest extension that this module works with. */
    public const MINIMUM_VERSION = '0.1.0';

    private ?array $here = null;

    public function __construct(private readonly Worker $worker)
    {
    }

    public function isReady(): bool
    {
        return $this->here()['ok'];
    }

    public function state(): array
    {
        $here = $this->here();
        try {
            $other = $here['code'] === 'extension_missing' ? $this->worker->elsewhere() : null;
        } catch (\Throwable) {
            $other = null;
        }
        return $other === null ? $here : $this->answer(
            self::ELSEWHERE,
            (string)__(
                'This server has no PHP extension "ledgerline"; %1 sends what is saved here. It was last at work at %2 (UTC).',
                $other['host'],
                gmdate('Y-m-d H:i', $other['at'])
            ),
            (string)__('Open the pages of Xero Integration on that server, or install the extension here, too.'),
            null
        );
    }

    /** The state of this PHP, whatever other servers do. */
    private function here(): array
    {
        try {
            return $this->here ??= $this->examine();
        } catch (\Throwable $e) {
            // Even a PHP with half of its functions disabled must be able to show a page.
            return $this->here = $this->answer('extension_missing', $e->getMessage(), '', null);
        }
    }

    private function examine(): array
    {
        if ($this->isThreadSafe()) {
            return $this->answer(
                'extension_missing',
                (string)__('This is a thread-safe PHP (ZTS). The PHP extension "ledgerline" is for PHP that is not (NTS).'),
                (string)__('Run the shop with an NTS build of PHP, which is what PHP-FPM has in the packages of all distributions.'),
                null
            );
        }
        if (!$this->isLoaded()) {
            return $this->answer(
                'extension_missing',
                $this->libraryIsThere()
                    ? (string)__(
                        'The file %1 is there, but PHP did not load it: '
                        . 'it is not switched on, or it was built for another PHP.',
                        $this->libraryPath()
                    )
                    : (string)__('The PHP extension "ledgerline" is not installed in %1.', $this->phpName()),
                $this->howToInstall(),
                null
            );
        }
        $version = $this->loadedVersion();
        $api = $this->loadedApi();
        if ($api > EngineInterface::API) {
            return $this->answer(
                'extension_outdated',
                (string)__('The PHP extension "ledgerline" %1 is newer than the module Ledgerline_Xero.', $version),
                (string)__('Update the module: composer update ledgerline/module-xero, then bin/magento setup:upgrade.'),
                $version
            );
        }
        $tooOld = version_compare($version, self::MINIMUM_VERSION, '<');
        if ($tooOld || $api < EngineInterface::API) {
            return $this->answer(
                'extension_outdated',
                $tooOld
                    ? (string)__(
                        'The PHP extension "ledgerline" %1 is too old for the module Ledgerline_Xero, which needs %2.',
                        $version,
                        self::MINIMUM_VERSION
                    )
                    : (string)__(
                        'This build of the PHP extension "ledgerline" %1 is older than the module Ledgerline_Xero '
                        . '(its interface is number %2, the module needs number %3).',
                        $version,
                        $api,
                        EngineInterface::API
                    ),
                $this->howToInstall(),
                $version
            );
        }
        return $this->answer('ready', '', '', $version);
    }

    /** @return array{ok:bool, code:string, message:string, fix:string, version:?string} */
    private function answer(string $code, string $message, string $fix, ?string $version): array
    {
        return [
            'ok' => $code === 'ready',
            'code' => $code,
            'message' => $message,
            'fix' => $fix,
            'version' => $version,
        ];
    }

    /** Which file to put where, for exactly this PHP. */
    private function howToInstall(): string
    {
        return (string)__(
            'Put ledgerline.so, built for PHP %1 %2 on %3, into %4; write the line "extension=ledgerline" into %5; '
            . 'then restart PHP. The command line and the web server may be two installations of PHP: both need it.',
            PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION,
            'NTS',
            $this->platform(),
            $this->extensionFolder(),
            $this->settingsFile()
        );
    }

    private function phpName(): string
    {
        return sprintf('PHP %s (%s)', PHP_VERSION, PHP_SAPI);
    }

    /** Architecture, system and C library: a library fits one of each. */
    private function platform(): string
    {
        $library = '';
        if (PHP_OS_FAMILY === 'Linux') {
            // phpcs:ignore Magento2.Functions.DiscouragedFunction
            $library = glob('/lib/ld-musl-*') ? ' (musl)' : ' (glibc)';
        }
        return sprintf('%s %s%s', php_uname('m'), PHP_OS_FAMILY, $library);
    }

    /** Folder that PHP loads extensions from. */
    private function extensionFolder(): string
    {
        return (string)ini_get('extension_dir') ?: PHP_EXTENSION_DIR;
    }

    /** A file that this PHP reads settings from. */
    private function settingsFile(): string
    {
        foreach (explode(',', (string)php_ini_scanned_files()) as $file) {
            if (trim($file) !== '') {
                // phpcs:ignore Magento2.Functions.DiscouragedFunction
                return dirname(trim($file)) . '/20-ledgerline.ini';
            }
        }
        return php_ini_loaded_file() ?: 'php.ini';
    }

    private function libraryPath(): string
    {
        return rtrim($this->extensionFolder(), '/') . '/ledgerline.so';
    }

    /** Whether a library is there although PHP did not load it. */
    protected function libraryIsThere(): bool
    {
        // open_basedir may forbid the look; then nothing is known about the file.
        // phpcs:ignore Magento2.Functions.DiscouragedFunction, Generic.PHP.NoSilencedErrors
        return @is_file($this->libraryPath());
    }

    protected function isThreadSafe(): bool
    {
        return (bool)PHP_ZTS;
    }

    protected function isLoaded(): bool
    {
        return extension_loaded('ledgerline') && class_exists(Engine::NATIVE, false);
    }

    protected function loadedVersion(): string
    {
        $name = Engine::NATIVE . '::VERSION';
        return defined($name) ? (string)constant($name) : '0';
    }

    /** Number of the interface that the loaded extension speaks. */
    protected function loadedApi(): int
    {
        $name = Engine::NATIVE . '::API';
        return defined($name) ? (int)constant($name) : 0;
    }
}
