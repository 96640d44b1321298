<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Model;

use Ledgerline\Xero\Model\Said;
use Ledgerline\Xero\Tests\Unit\I18n\Phrases;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Phrase;
use Magento\Framework\Phrase\Renderer\Placeholder;
use Magento\Framework\Phrase\RendererInterface;
use PHPUnit\Framework\TestCase;

class SaidTest extends TestCase
{
    /**
     * @var RendererInterface
     */
    private $renderer;

    protected function setUp(): void
    {
        $this->renderer = Phrase::getRenderer();
    }

    protected function tearDown(): void
    {
        Phrase::setRenderer($this->renderer);
    }

    public function testEverySentenceIsRecognisedAsWhatItIs(): void
    {
        $said = $this->said('de_DE');
        $values = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8'];
        $mistaken = [];
        foreach (require dirname(__DIR__, 3) . '/' . Phrases::SENTENCES as $template) {
            $count = preg_match_all('~%\d~', $template);
            $sentence = (new Placeholder())->render([$template], array_slice($values, 0, $count));
            $found = $said->recognise($sentence);
            if (($found['template'] ?? '') !== $template || $found['values'] !== array_slice($values, 0, $count)) {
                $mistaken[$sentence] = $found['template'] ?? 'nothing';
            }
        }
        self::assertSame([], $mistaken);
    }

    /**
     * @dataProvider sentences
     * @param string $english
     * @param string $german
     */
    public function testItIsSaidInTheLanguageOfTheScreen(string $english, string $german): void
    {
        self::assertSame($german, $this->said('de_DE')->text($english));
        self::assertSame($english, $this->said('en_GB')->text($english));
    }

    /**
     * What the engine says, and what a German admin reads.
     *
     * @return array[]
     */
    public static function sentences(): array
    {
        return [
            'nothing' => ['', ''],
            'plain' => ['Waits for its customer.', 'Wartet auf den Kunden.'],
            'a number' => ['000000012 was cancelled in the shop.', '000000012 wurde im Shop storniert.'],
            'a purpose' => ['No account has been chosen for cost of goods sold.', 'Für den Wareneinsatz wurde kein Konto gewählt.'],
            'a name stays' => [
                'No account has been chosen for the fees of "sales".',
                'Für die Gebühren von „sales“ wurde kein Konto gewählt.',
            ],
            'filled into what is filled in' => [
                'No Xero tax rate is known for the tax of 2.50 on Bag (about 5 %), which the shop does not name.',
                'Kein Xero-Steuersatz ist bekannt für die Steuer von 2.50 auf Bag (etwa 5 %), die der Shop nicht benennt.',
            ],
            'sentences in a sentence' => [
                'Its customer is not in Xero: The contact is archived in Xero.',
                'Der Kunde dazu ist nicht in Xero: Der Kontakt ist in Xero archiviert.',
            ],
            'several sentences' => [
                'Invoice created in Xero. A rounding line carries -0.01. Careful.',
                'Rechnung in Xero angelegt. Eine Rundungszeile trägt -0.01. Careful.',
            ],
            'a message and what to do' => [
                "The contact is archived in Xero.\nRestore the contact in Xero; the document is then sent.",
                "Der Kontakt ist in Xero archiviert.\nStellen Sie den Kontakt in Xero wieder her; der Beleg wird dann von selbst gesendet.",
            ],
            'a country' => ['It names Czech Republic and has 21 %.', 'Er nennt Tschechien und hat 21 %.'],
            'what is called like a country' => [
                'No Xero tax rate is known for 20 % on Turkey.',
                'Kein Xero-Steuersatz ist bekannt für 20 % auf Turkey.',
            ],
            'words of Xero' => ['Xero says: Account is archived.', 'Xero sagt: Account is archived.'],
            'words of Xero alone' => ['A validation exception occurred. Try later.', 'A validation exception occurred. Try later.'],
            'a known sentence after an unknown' => ['Something new. It is in Xero already.', 'Something new. Schon in Xero vorhanden.'],
            'what breaks expressions' => ["\xff is not an order.", "\xff is not an order."],
        ];
    }

    private function said(string $language): Said
    {
        if (!str_starts_with($language, 'en_')) {
            $translations = (new Phrases(dirname(__DIR__, 3)))->dictionary($language)[0];
            $renderer = $this->createMock(RendererInterface::class);
            $renderer->method('render')->willReturnCallback(
                static fn (array $source, array $values): string =>
                    (new Placeholder())->render([$translations[end($source)] ?? end($source)], $values)
            );
            Phrase::setRenderer($renderer);
        }
        $locale = $this->createMock(ResolverInterface::class);
        $locale->method('getLocale')->willReturn($language);
        return new Said($locale);
    }
}
