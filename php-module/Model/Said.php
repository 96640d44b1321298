<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Model;

use Magento\Framework\Locale\ResolverInterface;

/**
 * Says in the language of the admin what the engine said in English: why a document is held, what to do, what happened.
 *
 * The engine stores and logs English. Its sentences are recognised by templates (Said/sentences.php, written by scripts/phrases from the
 * engine's source), each of them a phrase of the module. What no template fits stays as it is, such as Xero's own words.
 */
class Said
{
    /**
     * More sentences than this are no message of the engine.
     */
    private const SENTENCES = 12;

    /**
     * How deep a sentence may be filled into another.
     */
    private const DEPTH = 4;

    /**
     * Templates by their first word, those of an open beginning by ''; each with the length of its literal text, its longest piece and
     * its expression.
     *
     * @var array<string, array<int, array{template:string, length:int, piece:string, pattern:string, named:bool[]}>>
     */
    private $templates = [];

    /**
     * What was said already, by language.
     *
     * @var array<string, array<string, string>>
     */
    private $known = [];

    /**
     * @var array<string, string>|null
     */
    private $countries;

    /**
     * @param ResolverInterface $locale
     */
    public function __construct(private ResolverInterface $locale)
    {
    }

    /**
     * The text in the language of the screen.
     *
     * @param string $text as the engine gave it
     * @return string
     */
    public function text(string $text): string
    {
        $language = (string)$this->locale->getLocale();
        if (str_starts_with($language, 'en_') || trim($text) === '') {
            return $text;
        }
        return $this->known[$language][$text] ??= $this->translated($text, 0);
    }

    /**
     * The template of a sentence and what is filled into it; null when there is none.
     *
     * @param string $sentence
     * @return array{template:string, values:string[], length:int, named:bool[]}|null
     */
    public function recognise(string $sentence): ?array
    {
        $this->compile();
        $first = $this->firstWord($sentence);
        $best = null;
        foreach (array_unique([$first, '']) as $word) {
            foreach ($this->templates[$word] ?? [] as $one) {
                if ($best !== null && $one['length'] <= $best['length']) {
                    break;
                }
                if (str_contains($sentence, $one['piece']) && preg_match($one['pattern'], $sentence, $values)) {
                    array_shift($values);
                    $best = ['values' => $values] + $one;
                    break;
                }
            }
        }
        return $best;
    }

    /**
     * One or several sentences, so divided that most of their text is recognised.
     *
     * @param string $text
     * @param int $depth
     * @return string
     */
    private function translated(string $text, int $depth): string
    {
        $parts = preg_split('~(?<=[.?!])(\s+)~', trim($text), -1, PREG_SPLIT_DELIM_CAPTURE) ?: [$text];
        $count = intdiv(count($parts) + 1, 2);
        if ($count > self::SENTENCES) {
            return $text;
        }
        // For each sentence the best division of what follows from it on: length of what is recognised, and the words.
        $best = [$count => [0, '']];
        for ($from = $count - 1; $from >= 0; $from--) {
            for ($to = $count; $to > $from; $to--) {
                $sentence = implode('', array_slice($parts, 2 * $from, 2 * ($to - $from) - 1));
                $found = $this->sentence($sentence, $depth);
                if ($found === null && $to > $from + 1) {
                    continue;
                }
                $length = ($found[0] ?? 0) + $best[$to][0];
                if (!isset($best[$from]) || $length > $best[$from][0]) {
                    $best[$from] = [$length, ($found[1] ?? $sentence) . ($to < $count ? $parts[2 * $to - 1] . $best[$to][1] : '')];
                }
            }
        }
        return $best[0][1];
    }

    /**
     * How much of a sentence is recognised, and its translation.
     *
     * @param string $sentence
     * @param int $depth
     * @return array{0:int, 1:string}|null
     */
    private function sentence(string $sentence, int $depth): ?array
    {
        $found = $this->recognise($sentence);
        if ($found !== null) {
            return [$found['length'], $this->filled($found, $depth)];
        }
        // What is elsewhere filled into a sentence can be one of its own.
        if (str_ends_with($sentence, '.')) {
            $bare = substr($sentence, 0, -1);
            $found = $this->recognise($bare) ?? $this->recognise(lcfirst($bare));
            if ($found !== null) {
                $words = $this->filled($found, $depth);
                return [$found['length'], mb_strtoupper(mb_substr($words, 0, 1)) . mb_substr($words, 1) . '.'];
            }
        }
        return null;
    }

    /**
     * The template's translation with its values; a value in quotes is a name.
     *
     * @param array $found
     * @param int $depth
     * @return string
     */
    private function filled(array $found, int $depth): string
    {
        $values = [];
        foreach ($found['values'] as $i => $value) {
            // What is filled into what is filled in can be a product that is called like a country.
            $country = $depth === 0 && !$found['named'][$i] ? $this->country($value) : null;
            $isName = $found['named'][$i] || $depth >= self::DEPTH || !preg_match('~[a-z]{2}~', $value);
            $values[] = $country ?? ($isName ? $value : implode('; ', array_map(
                fn (string $one): string => $this->translated($one, $depth + 1),
                explode('; ', $value)
            )));
        }
        return (string)__($found['template'], ...$values);
    }

    /**
     * A country's name in the language of the screen; null when the text is no country.
     *
     * @param string $name
     * @return string|null
     */
    private function country(string $name): ?string
    {
        $this->countries ??= require __DIR__ . '/Said/countries.php';
        return isset($this->countries[$name])
            ? \Locale::getDisplayRegion('-' . $this->countries[$name], (string)$this->locale->getLocale())
            : null;
    }

    /**
     * Makes the templates ready to be compared with, the longest first.
     *
     * @return void
     */
    private function compile(): void
    {
        if ($this->templates) {
            return;
        }
        foreach (require __DIR__ . '/Said/sentences.php' as $template) {
            $pieces = preg_split('~%\d~', $template);
            $pattern = $piece = '';
            $named = [];
            foreach ($pieces as $i => $literal) {
                $pattern .= ($i > 0 ? '(.*?)' : '') . preg_quote($literal, '~');
                $piece = strlen($literal) > strlen($piece) ? $literal : $piece;
                if ($i > 0) {
                    $named[] = str_ends_with($pieces[$i - 1], '"') && str_starts_with($literal, '"');
                }
            }
            $word = $this->firstWord($pieces[0]);
            // A word that what is filled in may go on with is no whole one.
            $this->templates[$word === $pieces[0] && count($pieces) > 1 ? '' : $word][] = [
                'template' => $template,
                'length' => strlen(implode('', $pieces)),
                'piece' => $piece,
                'pattern' => '~^' . $pattern . '$~Dsu',
                'named' => $named,
            ];
        }
        foreach ($this->templates as &$list) {
            usort($list, static fn (array $a, array $b): int => $b['length'] <=> $a['length']);
        }
    }

    /**
     * What stands before the first space.
     *
     * @param string $text
     * @return string
     */
    private function firstWord(string $text): string
    {
        return substr($text, 0, strcspn($text, ' '));
    }
}
