<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\I18n;

/**
 * Finds what the engine says to people, as templates: the literals of its source with %1, %2 … for what is filled in.
 *
 * Reads the engine's source alone, without its tests. A literal of four words and more, or a sentence of two and more, is taken to
 * be for people; what is not stands in PROGRAMS with its reason. What is filled into sentences and is a word of the language itself
 * stands in PARTS.
 */
class Sentences
{
    /**
     * What no person reads in the administration: where and what ("file: text"), and why.
     */
    private const PROGRAMS = [
        '~\?\d|: SELECT |: UPDATE |: DELETE |: state IN |: \'held\', |: xero_id, |\bFROM claim\b|\bjob\.\w+~' => 'statements for the store',
        '~^src/message/~' => 'data, see Phrases',
        '~: %Y|: x-rate-limit~' => 'forms of times, names of headers',
        '~^src/bridge/array\.rs~' => 'about arguments that only a program passes',
        '~^src/bridge/engine\.rs: (?:chosen by|.* is not a purpose|Say which|asked for by|the progress)~' => 'about arguments that only a program passes',
        '~^src/store/sqlite/query\.rs~' => 'about questions that only a program asks',
        '~^src/engine/(?:record|report)\.rs: (?:There is no entity|Say whom|A filter)~' => 'about questions that only a program asks',
        '~^src/app\.rs: (?:The option|.* is not a durability)~' => 'about options that only a program passes',
        '~^src/engine/\w+\.rs: (?:another process|no runtime|a call ended)~' => 'defects of the engine, for their report',
        '~^src/store/sqlite/mod\.rs: the store did not~' => 'a defect of the engine, for its report',
        '~^src/(?:snapshot/\w+|settings/raw)\.rs~' => 'what is wrong in a snapshot, for the report of a defect',
        '~^src/http/mod\.rs: (?!no answer)~' => 'with the words of the operating system, for who runs the server',
        '~^src/domain/mapping/countries\.rs~' => 'names of countries',
        '~^src/xero/(?:failure|refusal|answer|warning)\.rs: [a-z]~' => 'what Xero says, to recognise it',
    ];

    /**
     * Short texts that are filled into sentences.
     */
    private const PARTS = [
        'sales', 'shipping', 'payments', 'adjustments', 'rounding', 'inventory', 'fixed product taxes', 'unknown totals',
        'the product "{name}"', 'the total "{}"', 'the fees of "{method}"', 'Shipping goes', 'Sales go', 'Fixed product taxes go', 'Adjustments go',
        'The product "{}" goes', 'The total "{}" goes', 'the product "{}"', 'an expense', 'an asset', 'a liability', 'equity',
        'the invoice', 'the order', 'the credit memo', 'the total "{code}"', 'the tax of the total "{code}"', 'the tax of shipping',
        'the discount on shipping', 'the fixed product tax', 'no tax (0 %)', '{percent_key} % on {}',
        'the organisation\'s country', 'Contact', 'Item', 'Invoice', 'Credit note', 'Payment', 'Refund', 'Cancellation',
        'total', 'tax', 'currency', 'date', 'this', 'Xero says: {words}', 'Xero answered: {0}',
    ];

    /**
     * Words that the engine takes from Xero's answers and fills into its sentences, in small letters.
     */
    private const FROM_XERO = ['voided', 'deleted'];

    /**
     * @var string
     */
    private $root;

    /**
     * @param string $root
     */
    public function __construct(string $root)
    {
        $this->root = $root;
    }

    /**
     * Every template, with the file that says it.
     *
     * @return array<string, string>
     */
    public function all(): array
    {
        $templates = array_fill_keys(self::FROM_XERO, 'Xero');
        foreach ($this->sources() as $name => $source) {
            $constants = $this->constants($source);
            foreach ($this->literals($source) as $literal) {
                // A statement may write a sentence.
                preg_match_all("~\\b(?:message|fix) = '((?:[^']|'')+)'~", $literal, $written);
                foreach ($written[1] ?: [$literal] as $text) {
                    $text = strtr($text, $constants);
                    if ($written[1] || $this->isForPeople($name, $text)) {
                        $templates[$this->template($text)] ??= $name;
                    }
                }
            }
        }
        return $templates;
    }

    /**
     * The countries that the engine can name, with their codes.
     *
     * @return array<string, string>
     */
    public function countries(): array
    {
        $countries = [];
        foreach ($this->sources() as $source) {
            foreach ($this->literals($source) as $literal) {
                if (preg_match('~^[A-Z]{2} [^|]+(?:\|[A-Z]{2} [^|]+)+$~', $literal)) {
                    foreach (explode('|', $literal) as $country) {
                        $countries[substr($country, 3)] = substr($country, 0, 2);
                    }
                }
            }
        }
        return $countries;
    }

    /**
     * What is named above and does not stand in the source any more.
     *
     * @return string[]
     */
    public function gone(): array
    {
        $parts = self::PARTS;
        $patterns = array_combine(array_keys(self::PROGRAMS), array_keys(self::PROGRAMS));
        foreach ($this->sources() as $name => $source) {
            $literals = $this->literals($source);
            $parts = array_diff($parts, $literals);
            foreach ($literals as $literal) {
                $patterns = array_filter($patterns, static fn (string $pattern): bool => !preg_match($pattern, "$name: $literal"));
            }
        }
        return array_merge(array_values($patterns), array_values($parts));
    }

    /**
     * Name and text of the engine's files, without its tests.
     *
     * @return iterable<string, string>
     */
    private function sources(): iterable
    {
        $all = new \RecursiveIteratorIterator(
            new \RecursiveDirectoryIterator("$this->root/src", \FilesystemIterator::SKIP_DOTS)
        );
        $names = [];
        foreach ($all as $file) {
            $name = substr($file->getPathname(), strlen($this->root) + 1);
            if ($file->getExtension() === 'rs' && !preg_match('~/tests(/|\.rs$)~', $name)) {
                $names[] = $name;
            }
        }
        sort($names);
        foreach ($names as $name) {
            yield $name => explode("#[cfg(test)]\nmod ", (string)file_get_contents("$this->root/$name"), 2)[0];
        }
    }

    /**
     * The string literals of Rust source, as they read at run time.
     *
     * @param string $source
     * @return string[]
     */
    private function literals(string $source): array
    {
        preg_match_all(
            '~//[^\n]*|\br(?<hash>#*)"(?<raw>.*?)"\k<hash>|"(?<text>(?:[^"\\\\]|\\\\.)*+)"|\'(?:[^\'\\\\]|\\\\[^u]|\\\\u\{[^}]*\})\'~s',
            $source,
            $found,
            PREG_SET_ORDER | PREG_UNMATCHED_AS_NULL
        );
        $literals = [];
        foreach ($found as $one) {
            $text = $one['raw'] ?? null;
            if (isset($one['text'])) {
                // A backslash at the end of a line joins it to the next one.
                $text = str_replace(['\\"', '\\n', '\\\\'], ['"', "\n", '\\'], (string)preg_replace('~\\\\\n\s*~', '', $one['text']));
            }
            if ($text !== null && $text !== '') {
                $literals[] = $text;
            }
        }
        return $literals;
    }

    /**
     * The texts that a file gives a name, which other literals fill in by it.
     *
     * @param string $source
     * @return array<string, string>
     */
    private function constants(string $source): array
    {
        preg_match_all('~const (\w+): &str =\s*"([^"\\\\]*)";~', $source, $found);
        return array_combine(array_map(static fn (string $name): string => '{' . $name . '}', $found[1]), $found[2]);
    }

    /**
     * With %1, %2 … in place of what is filled in.
     *
     * @param string $text
     * @return string
     */
    private function template(string $text): string
    {
        $place = 0;
        return (string)preg_replace_callback(
            '~\{\{|\}\}|\{\w*(?::[^}]*)?\}~',
            static function (array $found) use (&$place): string {
                return strlen($found[0]) === 2 && $found[0] !== '{}' ? $found[0][0] : '%' . ++$place;
            },
            trim($text)
        );
    }

    /**
     * Whether a person may read it.
     *
     * @param string $name
     * @param string $text
     * @return bool
     */
    private function isForPeople(string $name, string $text): bool
    {
        if (in_array($text, self::PARTS, true)) {
            return true;
        }
        $words = preg_match_all('~(?<![\w/])[A-Za-z][a-z\']*(?![\w/])~', (string)preg_replace('~\{[^}]*\}~', '', $text));
        if ($words < 2 || $words < 4 && !str_ends_with($text, '.')) {
            return false;
        }
        foreach (array_keys(self::PROGRAMS) as $pattern) {
            if (preg_match($pattern, "$name: $text")) {
                return false;
            }
        }
        return true;
    }
}
