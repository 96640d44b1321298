<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\I18n;

use PHPUnit\Framework\TestCase;

/**
 * The list of the engine's sentences is what its source says.
 */
class SentencesTest extends TestCase
{
    public function testTheListIsWhatTheSourceSays(): void
    {
        $root = dirname(__DIR__, 3);
        $listed = require $root . '/' . Phrases::SENTENCES;
        $said = (new Sentences($root))->all();
        self::assertGreaterThan(20, count($said));
        self::assertSame([], array_diff_key($said, array_flip($listed)), 'not listed (scripts/phrases rewrites the list)');
        self::assertSame([], array_values(array_diff($listed, array_keys($said))), 'not said any more (scripts/phrases rewrites the list)');
    }

    public function testTheCountriesAreTheEngines(): void
    {
        $root = dirname(__DIR__, 3);
        $said = (new Sentences($root))->countries();
        self::assertSame('Germany', array_search('DE', $said, true));
        self::assertSame($said, require $root . '/php-module/Model/Said/countries.php', 'scripts/phrases rewrites the list');
    }

    public function testTemplatesAreReadFromSource(): void
    {
        $root = sys_get_temp_dir() . '/ledgerline-sentences-' . bin2hex(random_bytes(4));
        mkdir("$root/src/tests", 0700, true);
        file_put_contents("$root/src/a.rs", <<<'RUST'
            //! "A comment is not said to people."
            const PAGE: &str = "Menu > Page";
            fn a<'a>(x: &'a str, quote: char) {
                if quote == '"' || quote == '\'' { say("It \"was\" \
                    joined."); }
                let b = format!("Choose {x} and {:.2} in {PAGE}, not {{here}}.", 1.0);
                sql("UPDATE job SET message = 'Somebody did it; read on.' WHERE id = ?1");
                sql("SELECT one, two, three FROM four WHERE five = ?1");
                let c = r#"Raw text with "quotes" is said too"#;
                let short = "not these";
            }
            #[cfg(test)]
            mod tests { fn t() { say("A test says nothing to people."); } }
            RUST);
        file_put_contents("$root/src/tests/b.rs", 'fn t() { say("A file of tests says nothing to people."); }');
        try {
            self::assertEqualsCanonicalizing(
                [
                    'voided', 'deleted', 'It "was" joined.', 'Choose %1 and %2 in Menu > Page, not {here}.',
                    'Somebody did it; read on.', 'Raw text with "quotes" is said too',
                ],
                array_keys((new Sentences($root))->all())
            );
        } finally {
            array_map('unlink', ["$root/src/a.rs", "$root/src/tests/b.rs"]);
            array_map('rmdir', ["$root/src/tests", "$root/src", $root]);
        }
    }
}
