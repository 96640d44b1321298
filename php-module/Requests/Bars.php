<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Requests;

use Ledgerline\Xero\Text\Display;
use Magento\Framework\Escaper;

/**
 * Draws stacked bars as SVG: no script, no style attribute, so that it passes any content security policy. Colours are
 * classes; each bar tells its numbers when pointed at. The same numbers belong into a table beside it.
 */
class Bars
{
    private const WIDTH = 1000;
    private const HEIGHT = 240;
    private const LEFT = 44;
    /** Half a label hangs over the last bar. */
    private const RIGHT = 24;
    private const TOP = 18;
    private const BOTTOM = 24;
    /** Below this share of the limit a line for it would press the bars flat. */
    private const LINE_FROM = 0.15;

    public function __construct(private readonly Escaper $escaper, private readonly Display $display) {}

    /**
     * @param array[] $columns label (below the bar, may be empty), title, values (series => number)
     * @param string[] $series from the bottom up
     * @param int $limit what must not be exceeded; 0: none
     * @param string $name what the picture shows, for those who cannot see it
     */
    public function draw(array $columns, array $series, int $limit, string $limitLabel, string $name): string
    {
        $highest = 0;
        foreach ($columns as $column) {
            $highest = max($highest, (int)array_sum($column['values']));
        }
        $isLimitSeen = $limit > 0 && ($highest === 0 || $highest >= $limit * self::LINE_FROM);
        $top = $this->top(max($highest, $isLimitSeen ? $limit : 0));
        $svg = sprintf(
            '<svg class="ledgerline-chart" viewBox="0 0 %d %d" role="img" aria-label="%s" focusable="false">',
            self::WIDTH,
            self::HEIGHT,
            $this->escaper->escapeHtmlAttr($name)
        );
        foreach ([0, $top / 2, $top] as $tick) {
            $y = $this->y($tick, $top);
            $svg .= sprintf(
                '<line class="_grid" x1="%d" x2="%d" y1="%s" y2="%s"/><text class="_tick" x="%d" y="%s">%s</text>',
                self::LEFT,
                self::WIDTH - self::RIGHT,
                $y,
                $y,
                self::LEFT - 8,
                $y + 4,
                $tick == (int)$tick ? $this->display->number((int)$tick) : ''
            );
        }
        $step = (self::WIDTH - self::LEFT - self::RIGHT) / max(1, count($columns));
        foreach (array_values($columns) as $index => $column) {
            $svg .= $this->column($column, $series, self::LEFT + $index * $step, $step, $top);
        }
        if ($isLimitSeen) {
            $y = $this->y($limit, $top);
            $svg .= sprintf(
                '<line class="_limit" x1="%d" x2="%d" y1="%s" y2="%s"/>'
                . '<text class="_limit-label" x="%d" y="%s">%s</text>',
                self::LEFT,
                self::WIDTH - self::RIGHT,
                $y,
                $y,
                self::WIDTH - self::RIGHT,
                $y - 5,
                $this->escaper->escapeHtml($limitLabel)
            );
        }
        return $svg . '</svg>';
    }

    /** @param string[] $series */
    private function column(array $column, array $series, float $x, float $step, int $top): string
    {
        $svg = '<g>';
        if ($column['title'] !== '') {
            $svg .= '<title>' . $this->escaper->escapeHtml($column['title']) . '</title>';
        }
        // Catches the pointer over the whole height.
        $svg .= sprintf(
            '<rect class="_hover" x="%.1F" y="%d" width="%.1F" height="%d"/>',
            $x,
            self::TOP,
            $step,
            self::HEIGHT - self::TOP - self::BOTTOM
        );
        $below = 0;
        foreach ($series as $name) {
            $value = (int)($column['values'][$name] ?? 0);
            if ($value > 0) {
                $from = $this->y($below, $top);
                $to = $this->y($below + $value, $top);
                $svg .= sprintf(
                    '<rect class="_%s" x="%.1F" y="%.1F" width="%.1F" height="%.1F"/>',
                    $this->escaper->escapeHtmlAttr($name),
                    $x + $step * 0.12,
                    $to,
                    $step * 0.76,
                    max(1.0, $from - $to)
                );
                $below += $value;
            }
        }
        if ($column['label'] !== '') {
            $svg .= sprintf(
                '<text class="_label" x="%.1F" y="%d">%s</text>',
                $x + $step / 2,
                self::HEIGHT - 7,
                $this->escaper->escapeHtml($column['label'])
            );
        }
        return $svg . '</g>';
    }

    /** The next round number from which the axis begins. */
    private function top(int $highest): int
    {
        $unit = 1;
        while (true) {
            foreach ([2, 4, 6, 10] as $factor) {
                if ($factor * $unit >= $highest) {
                    return $factor * $unit;
                }
            }
            $unit *= 10;
        }
    }

    private function y(float|int $value, int $top): float
    {
        $height = self::HEIGHT - self::TOP - self::BOTTOM;
        return round(self::TOP + $height - $height * $value / $top, 1);
    }
}
