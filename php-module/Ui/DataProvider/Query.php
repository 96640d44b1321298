<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\DataProvider;

use Magento\Framework\Api\Search\SearchCriteriaInterface;
use Magento\Framework\Api\SortOrder;

/** Turns what a grid asks for into what the engine understands. Pure. */
class Query
{
    private const PAGE_SIZE = 20;

    private const CONDITIONS = [
        'eq' => 'eq', 'neq' => 'neq', 'like' => 'like', 'in' => 'in', 'nin' => 'nin',
        'gteq' => 'gteq', 'from' => 'gteq', 'lteq' => 'lteq', 'to' => 'lteq', 'null' => 'null',
    ];

    /** @return array the engine's query: filters, search, sort, direction, page, page_size */
    public function of(SearchCriteriaInterface $criteria): array
    {
        $query = [
            'filters' => [],
            'page' => max(1, (int)$criteria->getCurrentPage()),
            'page_size' => max(1, (int)($criteria->getPageSize() ?: self::PAGE_SIZE)),
        ];
        foreach ($criteria->getFilterGroups() as $group) {
            foreach ($group->getFilters() as $filter) {
                $condition = (string)($filter->getConditionType() ?: 'eq');
                if ($condition === 'fulltext') {
                    $query['search'] = trim((string)$filter->getValue());
                } elseif (isset(self::CONDITIONS[$condition])) {
                    $query['filters'][] = [
                        'field' => (string)$filter->getField(),
                        'condition' => self::CONDITIONS[$condition],
                        'value' => $this->value($condition, $filter->getValue()),
                    ];
                }
            }
        }
        foreach ($criteria->getSortOrders() ?? [] as $order) {
            if ($order instanceof SortOrder && $order->getField()) {
                $query['sort'] = $order->getField();
                $query['direction'] = strtolower((string)$order->getDirection()) === 'asc' ? 'asc' : 'desc';
                break;
            }
        }
        return $query;
    }

    /**
     * Lists stay lists, everything else is text.
     * @param mixed $value
     * @return mixed
     */
    private function value(string $condition, $value)
    {
        if ($condition === 'in' || $condition === 'nin') {
            return array_map(strval(...), array_values((array)$value));
        }
        $text = is_array($value) ? (string)reset($value) : (string)$value;
        // Magento's text filters quote what is special in LIKE; the engine takes the pattern as it stands.
        return $condition === 'like' ? str_replace(['\\%', '\\_'], ['%', '_'], $text) : $text;
    }
}
