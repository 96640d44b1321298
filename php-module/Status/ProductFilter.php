<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Status;

use Ledgerline\Xero\Snapshot\Reader;
use Magento\Framework\Data\Collection;
use Magento\Ui\DataProvider\AddFilterToCollectionInterface;

/** Filters the grid of products by the column "Xero". */
class ProductFilter implements AddFilterToCollectionInterface
{
    public function __construct(private readonly GridQuery $query) {}

    public function addFilter(Collection $collection, $field, $condition = null)
    {
        if (!$this->query->isAllowed()) {
            return;
        }
        $this->query->join($collection, Reader::PRODUCT, 'e.entity_id');
        $value = is_array($condition) ? reset($condition) : $condition;
        $collection->getSelect()->where($this->query->filtered($value) . ' IN (?)', (array)$value);
    }
}
