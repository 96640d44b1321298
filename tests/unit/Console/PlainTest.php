<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Console;

use PHPUnit\Framework\TestCase;
use Symfony\Component\Console\Output\BufferedOutput;

/**
 * What a shopper typed is shown by a terminal, and obeyed by none.
 */
class PlainTest extends TestCase
{
    /**
     * @return array[]
     */
    public static function texts(): array
    {
        return [
            'plain' => ['Zoë 🚀 & Söhne', 'Zoë 🚀 & Söhne'],
            'escape' => ["A\u{1B}]0;owned\u{07}B", "A\u{FFFD}]0;owned\u{FFFD}B"],
            'colour' => ["\u{1B}[31mred", "\u{FFFD}[31mred"],
            'C1' => ["A\u{9B}2JB\u{85}", "A\u{FFFD}2JB\u{FFFD}"],
            'direction' => ["invoice\u{202E}fdp\u{2066}", "invoice\u{FFFD}fdp\u{FFFD}"],
            'lines' => ["one\r\ntwo\tthree", 'one two three'],
            'delete and zero' => ["a\x7Fb\0c", "a\u{FFFD}b\u{FFFD}c"],
            'no text' => ["a\xFFb", 'a?b'],
        ];
    }

    /**
     * @dataProvider texts
     */
    public function testPlain(string $text, string $shown): void
    {
        self::assertSame($shown, $this->command()->shown($text));
    }

    public function testJsonForATerminal(): void
    {
        $output = new BufferedOutput();
        $answer = ['name' => "A\u{1B}[31m\u{9B}2J\u{202E}\u{7F}ë"];
        $this->command()->json($output, $answer);
        $json = $output->fetch();
        self::assertDoesNotMatchRegularExpression('/[\x00-\x09\x0B-\x1F\x7F]|[\x{80}-\x{9F}\x{202A}-\x{202E}]/u', $json);
        self::assertStringContainsString('ë', $json);
        self::assertSame($answer, json_decode($json, true));
    }

    private function command(): SpeakingCommand
    {
        return (new \ReflectionClass(SpeakingCommand::class))->newInstanceWithoutConstructor();
    }
}
