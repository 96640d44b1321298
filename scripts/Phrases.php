<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Scripts;

/**
 * Finds what the module says to people: what is marked for translation, and what looks like words but is not marked.
 *
 * Reads files alone. Knows the ways in which Magento translates: __() in PHP and templates, $t() in scripts,
 * the attribute translate in XML, {{trans}} in e-mails. The engine's sentences are data in tables of its source (src/message/say). Texts of
 * the command line are not among them.
 */
class Phrases
{
    private const FOLDERS = ['Block', 'Controller', 'Setup', 'php-module', 'view', 'etc'];

    public function __construct(private readonly string $root)
    {
    }

    /**
     * The engine's sentences: id => English with %1, %2 …, as its tables have them.
     *
     * @return array<string, string>
     */
    public function sentences(): array
    {
        $sentences = [];
        foreach (glob("$this->root/src/message/say/*.rs") as $file) {
            $parts = explode("\ntemplates! {\n", (string)file_get_contents($file), 2);
            foreach (isset($parts[1]) ? explode("\n", rtrim($parts[1])) : [] as $line) {
                if (preg_match('~^ {4}([A-Z][A-Z0-9_]*) = ("(?:[^"\\\\]|\\\\["\\\\])*");$~', $line, $found)) {
                    $sentences[strtolower($found[1])] = (string)json_decode($found[2], false, 2, JSON_THROW_ON_ERROR);
                } elseif (!preg_match('~^(?: *//.*|})?$~', $line)) {
                    throw new \LogicException("$file: no sentence: $line");
                }
            }
        }
        return $sentences;
    }

    /**
     * Every phrase, with a place where it is used.
     *
     * @return array<string, string>
     */
    public function used(): array
    {
        $phrases = array_fill_keys($this->sentences(), 'src/message/say');
        foreach ($this->files() as $name => $text) {
            foreach ($this->marked($name, $text) as $phrase) {
                $phrases[$phrase] ??= $name;
            }
        }
        return $phrases;
    }

    /**
     * What people read that nobody can translate: place and text.
     *
     * @return string[]
     */
    public function unmarked(): array
    {
        $found = [];
        foreach ($this->files() as $name => $text) {
            $bare = match (pathinfo($name, PATHINFO_EXTENSION)) {
                'phtml' => $this->bareHtml((string)preg_replace('~<\?(?:php|=).*?(?:\?>|\z)~s', '', $text)),
                'html' => str_contains($name, '/email/') ? [] : $this->bareHtml($text),
                'xml' => $this->bareXml($name, $text),
                'js' => $this->bareScript($text),
                'php' => $this->barePhp($name, $text),
                default => [],
            };
            foreach ($bare as $words) {
                $found[] = $name . ': ' . trim((string)preg_replace('~\s+~', ' ', $words));
            }
        }
        return $found;
    }

    /**
     * A file of phrases: phrase => translation, and which phrase stands there twice.
     *
     * @param string $language
     * @return array{0: array<string, string>, 1: string[]}
     */
    public function dictionary(string $language): array
    {
        $phrases = $twice = [];
        $file = fopen("$this->root/i18n/$language.csv", 'rb');
        while (($row = fgetcsv($file, 0, ',', '"', '')) !== false) {
            if (array_key_exists((string)$row[0], $phrases)) {
                $twice[] = (string)$row[0];
            }
            $phrases[(string)$row[0]] = (string)($row[1] ?? '');
        }
        fclose($file);
        return [$phrases, $twice];
    }

    /**
     * Name and text of the module's files.
     *
     * @return iterable<string, string>
     */
    private function files(): iterable
    {
        foreach (self::FOLDERS as $folder) {
            if (!is_dir("$this->root/$folder")) {
                continue;
            }
            $all = new \RecursiveIteratorIterator(
                new \RecursiveDirectoryIterator("$this->root/$folder", \FilesystemIterator::SKIP_DOTS)
            );
            foreach ($all as $file) {
                if (in_array($file->getExtension(), ['php', 'phtml', 'xml', 'js', 'html'], true)) {
                    yield substr($file->getPathname(), strlen($this->root) + 1) => (string)file_get_contents($file->getPathname());
                }
            }
        }
    }

    /**
     * The phrases in one file.
     *
     * @param string $name
     * @param string $text
     * @return string[]
     */
    private function marked(string $name, string $text): array
    {
        switch (pathinfo($name, PATHINFO_EXTENSION)) {
            case 'php':
            case 'phtml':
                // Magento translates the labels and notes of attributes.
                preg_match_all('~\'(?:label|note)\' => \'([^\']+)\'~', str_starts_with($name, 'Setup/') ? $text : '', $attributes);
                return array_merge($this->markedPhp($text), $attributes[1]);
            case 'xml':
                return $this->markedXml($text);
            case 'js':
                preg_match_all('~(?:\$t|\$\.mage\.__)\(\s*\'((?:[^\'\\\\]|\\\\.)*)\'~', $text, $found);
                return array_map('stripslashes', $found[1]);
            default:
                preg_match_all('~\{\{trans "((?:[^"\\\\]|\\\\.)*)"~', $text, $mail);
                preg_match_all('~(?:translate="\'|i18n: ?\')((?:[^\'\\\\]|\\\\.)*)\'~', $text, $template);
                preg_match_all('~<!--@subject (.*?) @-->~', $text, $subject);
                preg_match_all('~\{\{trans "((?:[^"\\\\]|\\\\.)*)"~', implode('', $subject[1]), $title);
                return array_map('stripslashes', array_merge($mail[1], $template[1], $title[1]));
        }
    }

    /**
     * First arguments of __(), where they are written down.
     *
     * @param string $text
     * @return string[]
     */
    private function markedPhp(string $text): array
    {
        $tokens = array_values(array_filter(
            token_get_all($text),
            static fn ($token): bool => !is_array($token) || !in_array($token[0], [T_WHITESPACE, T_COMMENT, T_DOC_COMMENT], true)
        ));
        $phrases = [];
        foreach ($tokens as $i => $token) {
            if (!is_array($token) || $token[1] !== '__' || ($tokens[$i + 1] ?? '') !== '(') {
                continue;
            }
            $phrase = '';
            for ($j = $i + 2; is_array($tokens[$j] ?? '') && $tokens[$j][0] === T_CONSTANT_ENCAPSED_STRING; $j += 2) {
                $phrase .= $this->literal($tokens[$j][1]);
                if (($tokens[$j + 1] ?? '') !== '.') {
                    $phrases[] = $phrase;
                    break;
                }
            }
        }
        return $phrases;
    }

    /**
     * The string that a literal stands for.
     *
     * @param string $literal
     * @return string
     */
    private function literal(string $literal): string
    {
        $inner = substr($literal, 1, -1);
        return $literal[0] === "'" ? str_replace(["\\'", '\\\\'], ["'", '\\'], $inner) : stripcslashes($inner);
    }

    /**
     * Nodes and attributes that the attribute translate names, and titles of pages, which Magento translates on its own.
     *
     * @param string $text
     * @return string[]
     */
    private function markedXml(string $text): array
    {
        $phrases = [];
        $document = simplexml_load_string($text);
        foreach ($document->xpath('//*[@translate]') as $node) {
            if ((string)$node['translate'] === 'true') {
                $phrases[] = (string)$node;
                continue;
            }
            foreach (explode(' ', (string)$node['translate']) as $name) {
                $phrases[] = isset($node[$name]) ? (string)$node[$name] : (string)$node->{$name};
            }
        }
        foreach ($document->xpath('/page/head/title | //*[@translatable="true"]') as $node) {
            $phrases[] = (string)$node;
        }
        // Magento translates the names of templates of e-mails, and the options of settings.
        foreach ($document->xpath('/config/template/@label | /config/system//options/option/@label') as $label) {
            $phrases[] = (string)$label;
        }
        return array_filter($phrases, static fn (string $phrase): bool => $phrase !== '');
    }

    /**
     * Words in markup: between tags, and in attributes that are read out or shown.
     *
     * @param string $html
     * @return string[]
     */
    private function bareHtml(string $html): array
    {
        $html = (string)preg_replace('~<!--.*?-->|<(script|style)\b.*?</\1>~s', '', $html);
        preg_match_all('~\b(?:title|alt|placeholder|aria-label)="([^"]*[A-Za-z]{2}[^"]*)"~', $html, $attributes);
        preg_match_all('~>([^<>]*[A-Za-z]{2}[^<>]*)<~', $html, $between);
        return array_merge($attributes[1], array_filter($between[1], static fn (string $words): bool => trim($words, " \n\t%") !== ''));
    }

    /**
     * Labels, comments and titles without the attribute translate.
     *
     * @param string $name
     * @param string $text
     * @return string[]
     */
    private function bareXml(string $name, string $text): array
    {
        $document = simplexml_load_string($text);
        $bare = [];
        foreach ($document->xpath('//label | //comment | //title[not(ancestor::head)] | //message | //item[@name="label" or @name="title"]') as $node) {
            $parent = $node->xpath('..')[0];
            $isMarked = (string)$node['translate'] === 'true'
                || in_array($node->getName(), explode(' ', (string)$parent['translate']), true);
            if (!$isMarked && preg_match('~[A-Za-z]{2}~', (string)$node) && trim((string)$node) !== '') {
                $bare[] = (string)$node;
            }
        }
        foreach ($document->xpath('//*[@title or (@label and not(self::template or self::option))]') as $node) {
            foreach (['title', 'label'] as $attribute) {
                if (isset($node[$attribute]) && !in_array($attribute, explode(' ', (string)$node['translate']), true)
                    && !str_ends_with($name, 'email_templates.xml')) {
                    $bare[] = (string)$node[$attribute];
                }
            }
        }
        return $bare;
    }

    /**
     * Words that a script shows.
     *
     * @param string $text
     * @return string[]
     */
    private function bareScript(string $text): array
    {
        preg_match_all(
            '~(?:\.text\(|\.attr\(\'(?:title|aria-label|placeholder)\', |\b(?:title|text|content|label): )\'([^\']*[A-Za-z]{2}[^\']*)\'~',
            $text,
            $found
        );
        return $found[1];
    }

    /**
     * Words that PHP hands to a page. What becomes a line of a document in Xero is none, and an attribute's label is marked by being one.
     *
     * @param string $name
     * @param string $text
     * @return string[]
     */
    private function barePhp(string $name, string $text): array
    {
        if (str_starts_with($name, 'php-module/Snapshot/') || str_starts_with($name, 'Setup/')) {
            return [];
        }
        preg_match_all(
            '~(?:\'(?:label|title|message|text|hint|more|fix)\' => |add(?:Error|Success|Warning|Notice)Message\(|new LocalizedException\(|'
            . '->prepend\()\'([^\'\n]*[A-Za-z]{2}[^\'\n]*)\'~',
            $text,
            $found
        );
        return $found[1];
    }
}
