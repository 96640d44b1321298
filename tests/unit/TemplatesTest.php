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
