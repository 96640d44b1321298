<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Guide;

/** Turns the guide's pages into HTML. Knows the part of Markdown that they use, and lets no HTML of a page through. */
class Markdown
{
    /** Keeps the anchors of headings apart from what else the admin's page has. */
    public const ANCHOR = 'guide-';

    /**
     * @param callable $link address of a link, '' to leave only its words
     * @param callable $picture address of a picture
     */
    public function html(string $text, callable $link, callable $picture): string
    {
        $html = '';
        foreach ($this->blocks($text) as [$kind, $lines]) {
            $inline = fn (string $words): string => $this->inline($words, $link, $picture);
            $html .= match ($kind) {
                'heading' => $this->heading($lines[0], $inline),
                'rule' => '<hr/>',
                'code' => '<pre><code>' . $this->escape(implode("\n", $lines)) . '</code></pre>',
                'table' => $this->table($lines, $inline),
                'list' => $this->listing($lines, $inline),
                default => '<p>' . $inline(implode(' ', array_map(trim(...), $lines))) . '</p>',
            } . "\n";
        }
        return $html;
    }

    /** The first heading, without marks. */
    public function title(string $text): string
    {
        return preg_match('~^# (.+)$~m', $text, $found) ? trim(str_replace('`', '', $found[1])) : '';
    }

    /** Groups lines to blocks: kind and lines. */
    private function blocks(string $text): array
    {
        $blocks = [];
        $open = null;
        $isFenced = false;
        foreach (preg_split('~\R~', $text) as $line) {
            if (str_starts_with($line, '```')) {
                $isFenced = !$isFenced;
                $open = null;
                if ($isFenced) {
                    $blocks[] = ['code', []];
                }
                continue;
            }
            if ($isFenced) {
                $blocks[array_key_last($blocks)][1][] = $line;
                continue;
            }
            if (trim($line) === '') {
                $open = null;
                continue;
            }
            $kind = $this->kind($line, $open);
            if ($kind !== $open || in_array($kind, ['heading', 'rule'], true)) {
                // A list continues after an empty line or a picture only as a new one, which keeps its numbers.
                $blocks[] = [$kind, []];
                $open = $kind;
            }
            $blocks[array_key_last($blocks)][1][] = $kind === 'code' ? substr($line, 4) : $line;
        }
        return $blocks;
    }

    /**
     * What a line is, or belongs to.
     * @param string|null $open the block that is not ended
     */
    private function kind(string $line, ?string $open): string
    {
        return match (true) {
            (bool)preg_match('~^#{1,4} ~', $line) => 'heading',
            (bool)preg_match('~^-{3,}$~', $line) => 'rule',
            (bool)preg_match('~^\s*(?:[-*]|\d+\.) ~', $line) => 'list',
            str_starts_with($line, '|') => 'table',
            $open === 'list' => 'list',
            str_starts_with($line, '    ') && $open !== 'paragraph' => 'code',
            default => 'paragraph',
        };
    }

    /** A heading with the anchor by which it is linked. */
    private function heading(string $line, callable $inline): string
    {
        $level = strspn($line, '#');
        $words = trim(substr($line, $level));
        // The page's title stands above it already.
        return $level === 1 ? '' : sprintf('<h%1$d id="%2$s">%3$s</h%1$d>', $level, $this->anchor($words), $inline($words));
    }

    /** The anchor of a heading, as the hosts of repositories make it. */
    private function anchor(string $words): string
    {
        $plain = preg_replace('~[^\p{L}\p{N} _-]~u', '', mb_strtolower($words));
        return self::ANCHOR . str_replace(' ', '-', (string)$plain);
    }

    /**
     * A table; its first row names the columns.
     * @param string[] $lines
     */
    private function table(array $lines, callable $inline): string
    {
        $html = '';
        foreach ($lines as $i => $line) {
            if ($i === 1) {
                continue;
            }
            $html .= '<tr>';
            foreach (preg_split('~(?<!\\\\)\|~', trim(trim($line), '|')) as $column => $cell) {
                $cell = trim(str_replace('\|', '|', $cell));
                $tag = $i === 0 ? 'th scope="col"' : ($column === 0 && $cell !== '' ? 'th scope="row"' : 'td');
                // An empty head is no head for those who hear it.
                $tag = $i === 0 && $cell === '' ? 'td' : $tag;
                $html .= "<$tag>" . $inline($cell) . '</' . strtok($tag, ' ') . '>';
            }
            $html .= '</tr>';
        }
        return '<div class="ledgerline-guide-table"><table>' . $html . '</table></div>';
    }

    /**
     * A list, with a list inside where lines are indented.
     * @param string[] $lines
     */
    private function listing(array $lines, callable $inline): string
    {
        $items = [];
        $indent = strspn($lines[0], ' ');
        foreach ($lines as $line) {
            if (strspn($line, ' ') === $indent && preg_match('~^\s*(?:[-*]|\d+\.) ~', $line)) {
                $items[] = [preg_replace('~^\s*(?:[-*]|\d+\.) ~', '', $line), []];
                continue;
            }
            $last = array_key_last($items);
            if (preg_match('~^\s*(?:[-*]|\d+\.) ~', $line) || $items[$last][1]) {
                $items[$last][1][] = $line;
            } else {
                $items[$last][0] .= ' ' . trim($line);
            }
        }
        $html = '';
        foreach ($items as [$words, $inner]) {
            $html .= '<li>' . $inline($words) . ($inner ? $this->listing($inner, $inline) : '') . '</li>';
        }
        $number = (int)trim($lines[0]);
        return $number > 0
            ? '<ol' . ($number > 1 ? ' start="' . $number . '"' : '') . '>' . $html . '</ol>'
            : '<ul>' . $html . '</ul>';
    }

    private function inline(string $words, callable $link, callable $picture): string
    {
        $kept = [];
        $keep = static function (string $html) use (&$kept): string {
            $kept[] = $html;
            return "\x02" . (count($kept) - 1) . "\x03";
        };
        $html = preg_replace_callback('~`([^`]+)`~', fn (array $m): string => $keep('<code>' . $this->escape($m[1]) . '</code>'), $words);
        $html = preg_replace_callback('~!\[([^\]]*)\]\(([^)\s]+)\)~', fn (array $m): string => $keep(sprintf(
            '<img src="%s" alt="%s" loading="lazy"/>',
            $this->escape($picture($m[2])),
            $this->escape($m[1])
        )), (string)$html);
        $html = preg_replace_callback('~\[([^\]]+)\]\(([^)\s]+)\)~', function (array $m) use ($keep, $link): string {
            $address = $link($m[2]);
            if ($address === '') {
                return $m[1];
            }
            $window = str_starts_with($m[2], 'https://') ? ' target="_blank" rel="noopener"' : '';
            return $keep(sprintf('<a href="%s"%s>', $this->escape($address), $window)) . $m[1] . $keep('</a>');
        }, (string)$html);
        $html = $this->escape((string)$html);
        $html = preg_replace('~\*\*(.+?)\*\*~', '<strong>$1</strong>', $html);
        $html = preg_replace('~(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])~u', '<em>$1</em>', (string)$html);
        return (string)preg_replace_callback('~\x02(\d+)\x03~', static fn (array $m): string => $kept[(int)$m[1]], (string)$html);
    }

    private function escape(string $text): string
    {
        return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }
}
