<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Text;

use Ledgerline\Xero\Scripts\Phrases;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Messages;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Phrase;
use Magento\Framework\Phrase\Renderer\Placeholder;
use Magento\Framework\Phrase\RendererInterface;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use PHPUnit\Framework\TestCase;

class MessagesTest extends TestCase
{
    private const NEGATIVE = 'The total of 000012 is -12.50 EUR; Xero takes no document below zero.';

    private RendererInterface $renderer;

    protected function setUp(): void
    {
        $this->renderer = Phrase::getRenderer();
    }

    protected function tearDown(): void
    {
        Phrase::setRenderer($this->renderer);
    }

    public function testAHeldDocumentsReasonIsReadInTheLanguageOfTheScreen(): void
    {
        $row = [
            'message' => self::NEGATIVE,
            'message_data' => [['id' => 'total_negative', 'args' => ['000012', ['amount' => '-1234.50', 'currency' => 'EUR']]]],
            'fix' => 'Nothing was kept beside this.',
        ];
        self::assertSame(
            "Die Summe von 000012 ist \u{2212}1.234,50\u{a0}€; Xero nimmt keinen Beleg unter null an.",
            $this->messages('de_DE')->of($row)
        );
        self::assertSame(
            "Het totaal van 000012 is \u{2212}€\u{a0}1.234,50; Xero accepteert geen document onder nul.",
            $this->messages('nl_NL')->of($row)
        );
        self::assertSame(
            "The total of 000012 is \u{2212}€1,234.50; Xero takes no document below zero.",
            $this->messages('en_GB')->of($row)
        );
        self::assertSame(self::NEGATIVE, $this->messages('en_GB')->of(['message' => self::NEGATIVE]));
        self::assertSame('Nothing was kept beside this.', $this->messages('de_DE')->of($row, 'fix'));
    }

    public function testDaysAndNamesOfPagesAreThoseOfTheScreen(): void
    {
        $row = [
            'message' => 'INV-7 is dated 2026-03-01, but the books in Xero are locked up to 2026-03-31.',
            'message_data' => [['id' => 'period_locked', 'args' => ['INV-7', ['day' => '2026-03-01'], ['day' => '2026-03-31']]]],
            'fix' => 'Choose it in Xero Integration > Tax mapping, or leave the fee empty.',
            'fix_data' => [['id' => 'fee_account_missing_fix', 'args' => [['message' => [['id' => 'tax_page']]]]]],
        ];
        self::assertSame('INV-7 hat das Datum 01.03.2026, aber die Bücher in Xero sind bis zum 31.03.2026 gesperrt.', $this->messages('de_DE')->of($row));
        self::assertSame(
            'Wählen Sie es unter Xero-Integration > Steuerzuordnung, oder lassen Sie die Gebühr leer.',
            $this->messages('de_DE')->of($row, 'fix')
        );
        self::assertStringContainsString('1 mrt 2026', $this->messages('nl_NL')->of($row));
        self::assertSame(
            'INV-7 is dated Mar 1, 2026, but the books in Xero are locked up to Mar 31, 2026.',
            $this->messages('en_US')->of($row)
        );
    }

    public function testOneLanguageAfterAnotherIsWrittenEachInItsOwnWay(): void
    {
        $locale = $this->createMock(ResolverInterface::class);
        $locale->method('getLocale')->willReturnCallback(static function () use (&$language): string {
            return $language;
        });
        $display = new Display($locale, $this->createMock(TimezoneInterface::class));
        foreach (['de_DE' => '1.234,50', 'en_US' => '1,234.50'] as $language => $written) {
            self::assertSame($written, $display->amount('1234.50'));
        }
    }

    /**
     * @dataProvider values
     * @param array|string $value
     * @param string $german
     */
    public function testAValueIsWrittenAsTheLanguageDoes(array|string $value, string $german): void
    {
        self::assertSame("Wert: $german.", $this->messages('de_DE')->text('x', [['id' => 'value', 'args' => [$value]]]));
    }

    public static function values(): array
    {
        return [
            'a name' => ['Turkey 1.50', 'Turkey 1.50'],
            'a number' => [['number' => '19.5'], '19,5'],
            'an amount' => [['amount' => '12.50', 'currency' => 'GBP'], "12,50\u{a0}£"],
            'an amount without a currency' => [['amount' => '-0.01', 'currency' => ''], "\u{2212}0,01"],
            'a currency without decimals' => [['amount' => '1200.00', 'currency' => 'JPY'], "1.200,00\u{a0}¥"],
            'three decimals' => [['amount' => '1234.505', 'currency' => 'KWD'], "1.234,505\u{a0}KWD"],
            'a currency without a sign' => [['amount' => '5.00', 'currency' => 'XQX'], "5,00\u{a0}XQX"],
            'a day' => [['day' => '2026-03-01'], '01.03.2026'],
            'a moment' => [['moment' => '2026-03-01 12:00:00'], 'am 2026-03-01 12:00'],
            'a country' => [['country' => 'CZ', 'name' => 'Czech Republic'], 'Tschechien'],
            'a message' => [['message' => [['id' => 'value', 'args' => ['x']], 'Own words']], 'Wert: x. Own words'],
            'a list' => [['list' => ['a', ['number' => '1.5']], 'between' => ', '], 'a, 1,5'],
        ];
    }

    public function testADayIsWrittenAsTheEnglishOfTheScreenDoes(): void
    {
        $data = [['id' => 'value', 'args' => [['day' => '2026-08-31']]]];
        self::assertSame('Value: 31 Aug 2026.', $this->messages('en_GB')->text('Value: 2026-08-31.', $data));
        self::assertSame('Value: Aug 31, 2026.', $this->messages('en_US')->text('Value: 2026-08-31.', $data));
    }

    /**
     * @dataProvider unknown
     * @param array $data
     */
    public function testWhatIsNotKnownLeavesTheEnglish(array $data): void
    {
        self::assertSame('English words.', $this->messages('de_DE')->text('English words.', $data));
    }

    public static function unknown(): array
    {
        return [
            'a line of an older version' => [[]],
            'a sentence of a newer engine' => [[['id' => 'of_the_future']]],
            'a sentence that takes more values now' => [[['id' => 'total_negative', 'args' => ['000012']]]],
            'a sentence that takes fewer values now' => [[['id' => 'value', 'args' => ['x', 'y']]]],
            'one of several' => [[['id' => 'value', 'args' => ['x']], ['id' => 'of_the_future']]],
            'one within another' => [[['id' => 'value', 'args' => [['message' => [['id' => 'of_the_future']]]]]]],
            'a kind of value of a newer engine' => [[['id' => 'value', 'args' => [['temperature' => '3']]]]],
            'in a list' => [[['id' => 'value', 'args' => [['list' => [['temperature' => '3']], 'between' => ', ']]]]],
        ];
    }

    public function testWithoutTheEngineTheEnglishStays(): void
    {
        $engine = new FakeEngine();
        $engine->answers['messages'] = new \RuntimeException('The PHP extension is not loaded.');
        self::assertSame('x', $this->messages('de_DE', $engine)->text('x', [['id' => 'value', 'args' => ['y']]]));
    }

    private function messages(string $language, ?FakeEngine $engine = null): Messages
    {
        $phrases = new Phrases(dirname(__DIR__, 3));
        $translations = str_starts_with($language, 'en_') ? [] : $phrases->dictionary($language)[0] + ['Value: %1.' => 'Wert: %1.'];
        $renderer = $this->createMock(RendererInterface::class);
        $renderer->method('render')->willReturnCallback(
            static fn (array $source, array $values): string =>
                (new Placeholder())->render([$translations[end($source)] ?? end($source)], $values)
        );
        Phrase::setRenderer($renderer);
        if ($engine === null) {
            $engine = new FakeEngine();
            $engine->answers['messages'] = $phrases->sentences() + ['value' => 'Value: %1.'];
        }
        $locale = $this->createMock(ResolverInterface::class);
        $locale->method('getLocale')->willReturn($language);
        $timezone = $this->createMock(TimezoneInterface::class);
        $timezone->method('formatDateTime')->willReturnCallback(static fn (\DateTime $time): string => $time->format('\a\m Y-m-d H:i'));
        return new Messages($engine, $locale, new Display($locale, $timezone));
    }
}
