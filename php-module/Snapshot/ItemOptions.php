<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/** Reads the column product_options of order items: what the customer chose, in words, and how a bundle is priced. */
class ItemOptions
{
    /** Keys of lists of {label, value}: attributes of a configurable, custom options, what other modules add. */
    private const LISTS = ['attributes_info', 'options', 'additional_options'];

    /** Only these columns are worth decoding: most rows hold nothing but the buy request. */
    private const WORTH = '/"(?:attributes_info|options|additional_options|bundle_options|product_calculations)":/';

    /** AbstractType::CALCULATE_CHILD: a bundle whose price is the sum of its parts. */
    private const CALCULATE_CHILD = 0;

    /** The decoded column; empty when there is nothing of interest or it is of the time before JSON. */
    public function decode(?string $json): array
    {
        if ($json === null || $json === '' || $json[0] !== '{' || preg_match(self::WORTH, $json) !== 1) {
            return [];
        }
        $decoded = json_decode($json, true);
        return is_array($decoded) ? $decoded : [];
    }

    /** "Size: M, Colour: Red"; null when nothing was chosen. */
    public function text(array $options): ?string
    {
        $parts = [];
        foreach (self::LISTS as $list) {
            foreach ($this->rows($options[$list] ?? null) as $option) {
                $parts[] = $this->part($option['label'] ?? null, $this->value($option));
            }
        }
        foreach ($this->rows($options['bundle_options'] ?? null) as $option) {
            $values = [];
            foreach ($this->rows($option['value'] ?? null) as $selection) {
                $quantity = $selection['qty'] ?? 1;
                $times = is_numeric($quantity) ? (float)$quantity . ' x ' : '';
                $values[] = trim($times . $this->plain($selection['title'] ?? ''));
            }
            $parts[] = $this->part($option['label'] ?? null, implode(', ', array_filter($values, strlen(...))));
        }
        $parts = array_filter($parts, strlen(...));
        return $parts === [] ? null : implode(', ', $parts);
    }

    /** Whether the amounts are on the children; null when the row does not say. */
    public function isPricedByChildren(array $options): ?bool
    {
        $calculation = $options['product_calculations'] ?? null;
        return is_scalar($calculation) && $calculation !== '' ? (int)$calculation === self::CALCULATE_CHILD : null;
    }

    private function rows(mixed $list): array
    {
        return is_array($list) ? array_filter($list, is_array(...)) : [];
    }

    /** The chosen value. Magento stores it escaped for HTML; a file's value is a link. */
    private function value(array $option): string
    {
        $value = $option['print_value'] ?? $option['value'] ?? '';
        if (is_array($value)) {
            $value = implode(', ', array_filter($value, is_scalar(...)));
        }
        if (!isset($option['option_type'])) {
            return $this->plain($value);
        }
        if (!isset($option['print_value'])) {
            // Markup in here can only be Magento's own: what people typed is escaped.
            $value = strip_tags((string)$value);
        }
        // phpcs:ignore Magento2.Functions.DiscouragedFunction
        return $this->plain(html_entity_decode((string)$value, ENT_QUOTES | ENT_HTML5, 'UTF-8'));
    }

    private function part(mixed $label, string $value): string
    {
        $label = $this->plain($label);
        if ($value === '') {
            return '';
        }
        return $label === '' ? $value : $label . ': ' . $value;
    }

    /** Text on one line. */
    private function plain(mixed $text): string
    {
        return is_scalar($text) ? trim((string)preg_replace('/\s+/u', ' ', (string)$text)) : '';
    }
}
