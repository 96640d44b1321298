<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\Settings;
use Magento\Framework\Exception\LocalizedException;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Helper\ProgressBar;
use Symfony\Component\Console\Helper\Table;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\ConsoleOutputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * What the commands have in common: --json, exit codes, and errors that say who must act.
 *
 * Results go to the standard output, progress and remarks to the error output, so that a script can read the former.
 */
abstract class AbstractCommand extends Command
{
    /** What a terminal obeys beside the controls of ASCII: DEL, C1, and marks that turn the direction of writing. */
    private const COMMANDS = '[\x7F\x{80}-\x{9F}\x{061C}\x{200E}\x{200F}\x{2028}-\x{202E}\x{2066}-\x{2069}]';

    private const UNAVAILABLE = ['extension_missing', AvailabilityInterface::ELSEWHERE, 'extension_outdated'];

    public const FINE = 0;
    public const WRONG = 1;
    public const NEEDS_PERSON = 2;
    public const NOT_CONNECTED = 3;
    public const NO_EXTENSION = 4;

    protected const NAME = '';
    protected const DESCRIPTION = '';

    protected readonly EngineInterface $engine;
    protected readonly Connections $connections;

    public function __construct(private readonly CommandContext $context)
    {
        $this->engine = $context->engine;
        $this->connections = $context->connections;
        parent::__construct();
    }

    /** @return int the command's work: exit code */
    abstract protected function perform(InputInterface $input, OutputInterface $output): int;

    protected function configure(): void
    {
        $this->setName(static::NAME)->setDescription(static::DESCRIPTION);
        $this->addFlag('json', 'Answer in JSON, for scripts');
    }

    /** An option with a value. */
    protected function addValue(string $name, string $description, ?string $default = null): void
    {
        $this->addOption($name, null, InputOption::VALUE_REQUIRED, $description, $default);
    }

    /** An option that may be repeated. */
    protected function addList(string $name, string $description): void
    {
        $this->addOption($name, null, InputOption::VALUE_REQUIRED | InputOption::VALUE_IS_ARRAY, $description);
    }

    /** An option that is there or not. */
    protected function addFlag(string $name, string $description): void
    {
        $this->addOption($name, null, InputOption::VALUE_NONE, $description);
    }

    /** @return string[] what is wrong with the settings of single connections */
    protected function handOver(Session $session): array
    {
        return $session->begin();
    }

    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        try {
            foreach ($this->handOver($this->context->session) as $warning) {
                $this->remark($output, '<comment>' . $this->plain($warning) . '</comment>');
            }
            return $this->perform($input, $output);
        } catch (\Throwable $e) {
            return $this->fail($e, $input, $output);
        }
    }

    /** @return string|null the connection that --connection names, checked; null: not given */
    protected function connectionOption(InputInterface $input): ?string
    {
        $code = $input->getOption('connection');
        if ($code === null || $code === '') {
            return null;
        }
        if (!$this->connections->exists($code)) {
            throw new InputException(__('There is no connection "%1". The shop has: %2.', $code, implode(', ', $this->connections->all())));
        }
        return $code;
    }

    /** @return string[] entities that --entity names; plural forms and lists with commas are understood */
    protected function entityOption(InputInterface $input): array
    {
        $entities = [];
        foreach ($this->words((array)$input->getOption('entity')) as $word) {
            $entity = in_array($word, Settings::GROUPS, true) ? substr($word, 0, -1) : $word;
            if (!in_array($entity, Settings::ENTITIES, true)) {
                throw new InputException(__('"%1" is not known. Choose from: %2.', $word, implode(', ', Settings::ENTITIES)));
            }
            $entities[$entity] = $entity;
        }
        return array_values($entities);
    }

    /** @return int[] numbers that --ids names: "3,5,10-20" */
    protected function idsOption(InputInterface $input): array
    {
        $ids = [];
        foreach ($this->words((array)$input->getOption('ids')) as $word) {
            if (!preg_match('/^(\d{1,10})(?:-(\d{1,10}))?$/', $word, $found) || (int)$found[1] === 0) {
                throw new InputException(__('"%1" is not an id. Write ids like this: --ids=3,5,10-20', $word));
            }
            $last = (int)($found[2] ?? $found[1]);
            if ($last < (int)$found[1] || $last - (int)$found[1] > 1000000) {
                throw new InputException(__('"%1" is not a range of ids.', $word));
            }
            for ($id = (int)$found[1]; $id <= $last; $id++) {
                $ids[$id] = $id;
            }
        }
        return array_values($ids);
    }

    /** A whole number above 0. */
    protected function numberOption(InputInterface $input, string $name, int $default): int
    {
        $value = $input->getOption($name);
        if ($value === null || $value === '') {
            return $default;
        }
        if (!preg_match('/^\d{1,9}$/', (string)$value) || (int)$value === 0) {
            throw new InputException(__('--%1 must be a whole number above 0, not "%2".', $name, $value));
        }
        return (int)$value;
    }

    /**
     * Words of an option that may be repeated or hold a list.
     * @param string[] $values
     * @return string[]
     */
    protected function words(array $values): array
    {
        return preg_split('/[\s,]+/', implode(',', $values), -1, PREG_SPLIT_NO_EMPTY) ?: [];
    }

    /** Whether a script reads the answer. */
    protected function isJson(InputInterface $input): bool
    {
        return (bool)$input->getOption('json');
    }

    protected function writeJson(OutputInterface $output, array $answer): void
    {
        $json = (string)json_encode(
            $answer,
            JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION
            | JSON_INVALID_UTF8_SUBSTITUTE
        );
        // JSON leaves these as they are, and a terminal obeys them.
        $json = preg_replace_callback('/' . self::COMMANDS . '/u', static function (array $found): string {
            return sprintf('\\u%04x', mb_ord($found[0]));
        }, $json);
        $output->writeln((string)$json, OutputInterface::OUTPUT_RAW);
    }

    /** Writes a remark that is not part of the answer. */
    protected function remark(OutputInterface $output, string $text): void
    {
        $this->side($output)->writeln($text);
    }

    /** The output for progress and remarks. */
    protected function side(OutputInterface $output): OutputInterface
    {
        return $output instanceof ConsoleOutputInterface ? $output->getErrorOutput() : $output;
    }

    /** @param string[] $headers */
    protected function writeTable(OutputInterface $output, array $headers, array $rows): void
    {
        $table = new Table($output);
        $table->setStyle('compact');
        $table->setHeaders($headers);
        foreach ($rows as $row) {
            $table->addRow(array_map(fn ($cell) => $this->plain((string)$cell), $row));
        }
        $table->render();
    }

    /** A progress bar with rate and remaining time; sparing where the output is not a terminal. */
    protected function progressBar(OutputInterface $output, int $total, string $unit): ProgressBar
    {
        $side = $this->side($output);
        ProgressBar::setPlaceholderFormatterDefinition('rate', static function (ProgressBar $bar) use ($unit): string {
            $seconds = max(1, time() - $bar->getStartTime());
            return sprintf('%d %s/s', (int)round($bar->getProgress() / $seconds), $unit);
        });
        $bar = new ProgressBar($side, $total);
        $bar->setFormat(' %message% %current%/%max% [%bar%] %percent:3s%%  %rate%, %remaining% left');
        $bar->setMessage('');
        $bar->minSecondsBetweenRedraws($side->isDecorated() ? 0.1 : 5.0);
        $bar->maxSecondsBetweenRedraws($side->isDecorated() ? 1.0 : 30.0);
        return $bar;
    }

    /**
     * Text of the shop or of a shopper, that neither the console nor a terminal reads as a command: no markup, no escapes, no
     * change of the direction of writing, one line.
     */
    protected function plain(string $text): string
    {
        $text = (string)preg_replace('/[\t\r\n]+/', ' ', mb_scrub($text, 'UTF-8'));
        $text = (string)preg_replace('/[\x00-\x1F]|' . self::COMMANDS . '/u', "\u{FFFD}", $text);
        return \Symfony\Component\Console\Formatter\OutputFormatter::escape($text);
    }

    /**
     * A time for people.
     * @param int|null $seconds since 1970
     */
    protected function time(?int $seconds): string
    {
        return $seconds ? gmdate('Y-m-d H:i:s', $seconds) . ' UTC' : '';
    }

    protected function duration(int $seconds): string
    {
        if ($seconds < 60) {
            return sprintf('%d s', $seconds);
        }
        if ($seconds < 3600) {
            return sprintf('%d min', (int)ceil($seconds / 60));
        }
        if ($seconds < 172800) {
            return sprintf('%d h %d min', intdiv($seconds, 3600), intdiv($seconds % 3600, 60));
        }
        return sprintf('%d days', (int)ceil($seconds / 86400));
    }

    /**
     * Says what went wrong, what to do and who must do it.
     * @return int exit code
     */
    private function fail(\Throwable $e, InputInterface $input, OutputInterface $output): int
    {
        $code = $this->code($e);
        $details = $e instanceof EngineException ? $e->getDetails() : [];
        $fix = (string)($details['fix'] ?? '');
        $who = $this->whoActs($e);
        if ($this->isJson($input)) {
            $this->writeJson($output, ['error' => [
                'code' => $code, 'message' => $e->getMessage(), 'fix' => $fix, 'who' => $who, 'details' => $details,
            ]]);
        } else {
            $this->remark($output, sprintf('<error>%s</error>', $this->plain($e->getMessage())));
            if (!$e instanceof LocalizedException) {
                $place = sprintf('%s in %s:%d', get_class($e), $e->getFile(), $e->getLine());
                $this->remark($output, $this->plain($place));
            }
            foreach (array_filter([$fix, $this->folderHint($e), $who]) as $line) {
                $this->remark($output, $this->plain($line));
            }
            if (!$e instanceof InputException) {
                $this->remark($output, sprintf('Code: %s', $this->plain($code)));
            }
        }
        if (in_array($code, self::UNAVAILABLE, true)) {
            return self::NO_EXTENSION;
        }
        return $e instanceof EngineException && $e->getKind() === EngineException::KIND_CONNECTION
            ? self::NOT_CONNECTED
            : self::WRONG;
    }

    private function code(\Throwable $e): string
    {
        if ($e instanceof EngineException) {
            return $e->getErrorCode();
        }
        return $e instanceof LocalizedException ? 'invalid_input' : 'internal';
    }

    private function whoActs(\Throwable $e): string
    {
        if (!$e instanceof EngineException) {
            return $e instanceof LocalizedException ? '' : (string)__('The developer must act: please report this.');
        }
        if (in_array($e->getErrorCode(), self::UNAVAILABLE, true)) {
            return (string)__('The administrator of the server must act.');
        }
        $sentences = [
            EngineException::KIND_CONNECTION => __(
                'The shop owner must act: connect at Stores > Configuration > Xero Integration, '
                . 'or with bin/magento ledgerline:connect.'
            ),
            EngineException::KIND_SETTINGS => __('The shop owner must act: see Stores > Configuration > Xero Integration.'),
            EngineException::KIND_LIMIT => __('Nothing to do: sending resumes when Xero allows it.'),
            EngineException::KIND_REJECTED => __('The bookkeeper must act: the document or a mapping has to be corrected.'),
            EngineException::KIND_TEMPORARY => __('Nobody must act: the next drain tries again.'),
            EngineException::KIND_UNKNOWN => __('Nobody must act: the next drain looks up whether Xero has it.'),
            EngineException::KIND_ENGINE => __('The administrator of the server must act.'),
            EngineException::KIND_PANIC => __('The developer must act: please report this.'),
        ];
        return (string)($sentences[$e->getKind()] ?? '');
    }

    /** When the store cannot be used: who runs this, and whose the folder is. */
    private function folderHint(\Throwable $e): string
    {
        if (!$e instanceof EngineException || $e->getKind() !== EngineException::KIND_ENGINE
            || !function_exists('posix_geteuid') || strpos($e->getErrorCode(), 'extension_') === 0
        ) {
            return '';
        }
        $name = static function (int $id): string {
            // phpcs:ignore Magento2.Functions.DiscouragedFunction
            $user = posix_getpwuid($id);
            return is_array($user) ? (string)$user['name'] : (string)$id;
        };
        // phpcs:ignore Magento2.Functions.DiscouragedFunction
        $owner = fileowner(BP . '/var');
        $user = posix_geteuid(); // phpcs:ignore Magento2.Functions.DiscouragedFunction
        if ($owner === false || $owner === $user) {
            return '';
        }
        return (string)__(
            'This command runs as %1; the shop\'s var folder belongs to %2. Run it as %2 or as root.',
            $name($user),
            $name($owner)
        );
    }
}
