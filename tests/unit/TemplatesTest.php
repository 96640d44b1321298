<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit;

use PHPUnit\Framework\TestCase;

class TemplatesTest extends TestCase
{
    /**
     * A template is looked at by nobody before a page shows it: a class that was renamed would be a broken page.
     *
     * @dataProvider templates
     */
    public function testATemplateNamesOnlyClassesThatExist(string $file): void
    {
        $tokens = array_values(array_filter(
            \PhpToken::tokenize((string)file_get_contents($file)),
            static fn (\PhpToken $token): bool => !$token->isIgnorable()
        ));
        $imported = $named = [];
        foreach ($tokens as $i => $token) {
            if ($token->is(T_USE) && $tokens[$i + 1]->is([T_NAME_QUALIFIED, T_STRING])) {
                $class = $tokens[$i + 1]->text;
                $imported[substr($class, (int)strrpos('\\' . $class, '\\'))] = $class;
            }
            $isNamed = $token->is([T_STRING, T_NAME_FULLY_QUALIFIED])
                && ($tokens[$i + 1]->is(T_DOUBLE_COLON) || $tokens[$i - 1]->is(T_NEW) || $tokens[$i - 1]->is(T_INSTANCEOF));
            if ($isNamed && !in_array($token->text, ['self', 'static', 'parent'], true)) {
                $named[$token->text] = $imported[$token->text] ?? ltrim($token->text, '\\');
            }
        }
        $missing = array_filter(
            $named + $imported,
            static fn (string $class): bool => !class_exists($class) && !interface_exists($class)
        );
        self::assertSame([], $missing);
    }

    /**
     * What is printed is escaped, a whole number, or a text that stands in the template; anything else says in a comment that it is HTML.
     *
     * @dataProvider templates
     */
    public function testWhatATemplatePrintsIsEscaped(string $file): void
    {
        $printed = [[]];
        foreach (\PhpToken::tokenize((string)file_get_contents($file)) as $token) {
            $printed = match (true) {
                $token->is(T_OPEN_TAG_WITH_ECHO) => [...$printed, [$token]],
                end($printed) !== [] && $token->is(T_CLOSE_TAG) => [...$printed, []],
                end($printed) !== [] => [...array_slice($printed, 0, -1), [...end($printed), $token]],
                default => $printed,
            };
        }
        $bare = array_filter(array_filter($printed), fn (array $tokens): bool => !$this->isSafe(array_slice($tokens, 1)));
        self::assertSame([], array_map(static fn (array $tokens): string => implode('', $tokens), array_values($bare)));
    }

    /**
     * @param \PhpToken[] $tokens of an expression that is printed
     */
    private function isSafe(array $tokens): bool
    {
        $parts = [''];
        $depth = 0;
        foreach ($tokens as $token) {
            if ($token->is([T_COMMENT, T_DOC_COMMENT]) && str_contains($token->text, '@noEscape')) {
                return true;
            }
            $depth += (int)in_array($token->text, ['(', '['], true) - (int)in_array($token->text, [')', ']'], true);
            if ($depth === 0 && in_array($token->text, ['?', ':', '.'], true)) {
                // The condition in front of a question mark is not printed.
                $parts = $token->text === '?' ? [''] : [...$parts, ''];
            } elseif (!$token->isIgnorable()) {
                $parts[count($parts) - 1] .= $token->text;
            }
        }
        $safe = '/^(\$(escaper|block)->escape(Html|HtmlAttr|Url|Js|Css)\(|\(int\)|count\(|\'[^\']*\'$|"[^"$]*"$|\d+$)/';
        return $parts === preg_grep($safe, $parts);
    }

    public static function templates(): array
    {
        $root = dirname(__DIR__, 2);
        $files = new \RegexIterator(
            new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator("$root/view", \FilesystemIterator::SKIP_DOTS)),
            '/\.phtml$/'
        );
        $templates = [];
        foreach ($files as $file) {
            $templates[substr((string)$file, strlen($root) + 1)] = [(string)$file];
        }
        return $templates;
    }
}
