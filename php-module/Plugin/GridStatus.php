<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Plugin;

use Ledgerline\Xero\Snapshot\Reader;
use Ledgerline\Xero\Status\GridQuery;
use Ledgerline\Xero\Status\RecordStatus;
use Magento\Framework\Api\Search\SearchCriteriaInterface;
use Magento\Framework\App\RequestInterface;
use Magento\Framework\Data\Collection;
use Magento\Framework\Data\Collection\AbstractDb;
use Magento\Framework\View\Element\UiComponent\DataProvider\FilterPool;

/** Lets Magento's grids filter and sort by the column "Xero". A grid that does neither is asked as before. */
class GridStatus
{
    private const ENTITIES = [
        'sales_order_grid_data_source' => Reader::ORDER,
        'sales_order_invoice_grid_data_source' => Reader::INVOICE,
        'sales_order_creditmemo_grid_data_source' => Reader::CREDITMEMO,
        'customer_listing_data_source' => Reader::CUSTOMER,
    ];

    public function __construct(private readonly GridQuery $query, private readonly RequestInterface $request) {}

    /** Joins the state when the question needs it. */
    public function beforeApplyFilters(FilterPool $subject, Collection $collection, SearchCriteriaInterface $criteria): void
    {
        $entity = self::ENTITIES[(string)$criteria->getRequestName()] ?? null;
        if ($entity === null || !$collection instanceof AbstractDb) {
            return;
        }
        $mapped = $this->mapped($criteria);
        if ($mapped === null && !$this->isExport()) {
            return;
        }
        if ($this->query->isAllowed()) {
            $this->query->join($collection, $entity, 'main_table.entity_id');
            $mapped ??= $this->query->sorted();
        } else {
            // A view that was saved before the right was taken away still opens, and every record is the same in it.
            $mapped = new \Zend_Db_Expr("'" . RecordStatus::NONE . "'");
        }
        // The grid of customers puts the table's name before each field.
        foreach ([GridQuery::COLUMN, 'main_table.' . GridQuery::COLUMN] as $field) {
            $collection->addFilterToMap($field, $mapped);
        }
    }

    /** @return string|\Zend_Db_Expr|null what stands for the column in this question; null when it is not asked for */
    private function mapped(SearchCriteriaInterface $criteria)
    {
        foreach ($criteria->getFilterGroups() as $group) {
            foreach ($group->getFilters() as $filter) {
                if ($filter->getField() === GridQuery::COLUMN) {
                    return $this->query->filtered($filter->getValue());
                }
            }
        }
        foreach ($criteria->getSortOrders() ?? [] as $order) {
            if ($order->getField() === GridQuery::COLUMN) {
                return $this->query->sorted();
            }
        }
        return null;
    }

    /** Exports take rows as they come from the database. */
    private function isExport(): bool
    {
        return $this->request->getModuleName() === 'mui' && $this->request->getControllerName() === 'export';
    }
}
