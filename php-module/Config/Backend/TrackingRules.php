<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Ledgerline\Xero\Config\XeroCheck;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Phrase;

/** Tracking categories and what chooses their options; Xero knows two at most. */
class TrackingRules extends AbstractTable
{
    /** What an option can be chosen by. */
    public const BY = ['store', 'website', 'customer_group'];

    private const ID = '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i';

    protected function row(array $row, int $number): ?array
    {
        $rule = $this->texts($row, ['category', 'by', 'default']);
        if ($rule['category'] === '') {
            return null;
        }
        $options = [];
        foreach (is_array($row['map'] ?? null) ? $row['map'] : [] as $id => $option) {
            $option = is_scalar($option) ? trim((string)$option) : '';
            if ($option !== '') {
                $options[(string)$id] = $option;
            }
        }
        $by = $rule['by'] === '' ? self::BY[0] : $rule['by'];
        $ids = array_merge([$rule['category']], array_values($options), $rule['default'] === '' ? [] : [$rule['default']]);
        $isUsable = in_array($by, self::BY, true)
            && count(preg_grep(self::ID, $ids)) === count($ids)
            && count(preg_grep('/^\d+$/', array_map(strval(...), array_keys($options)))) === count($options);
        if (!$isUsable) {
            throw new LocalizedException(__('Row %1 of the table: "%2" is not usable here.', $number, $rule['category']));
        }
        return ['category' => $rule['category'], 'by' => $by, 'map' => $options, 'default' => $rule['default']];
    }

    protected function key(array $row): string
    {
        return $row['category'];
    }

    protected function most(): int
    {
        return 2;
    }

    protected function wrongInXero(XeroCheck $xeroCheck, array $row, string $connection): ?Phrase
    {
        return $xeroCheck->tracking(
            $row['category'],
            array_filter(array_merge(array_values($row['map']), [$row['default']]), strlen(...)),
            $connection
        );
    }
}
