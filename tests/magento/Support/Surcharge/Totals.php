<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Support\Surcharge;

use Ledgerline\Xero\Api\ExtraTotalsInterface;
use Magento\Framework\App\ResourceConnection;

/**
 * What a module has to add when it charges for a way of paying, in a column surcharge_amount of its own: the example of docs/extending.md.
 */
class Totals implements ExtraTotalsInterface
{
    public const TABLES = ['order' => 'sales_order', 'invoice' => 'sales_invoice', 'creditmemo' => 'sales_creditmemo'];

    public function __construct(private ResourceConnection $resource)
    {
    }

    public function get(string $kind, array $snapshots): array
    {
        $database = $this->resource->getConnection('sales');
        // One query for the batch.
        $amounts = $database->fetchPairs(
            $database->select()->from($this->resource->getTableName(self::TABLES[$kind], 'sales'), ['entity_id', 'surcharge_amount'])
                ->where('entity_id IN (?)', array_keys($snapshots))
                ->where('surcharge_amount <> 0')
        );
        return array_map(
            static fn (string $amount): array => [['code' => 'surcharge', 'title' => 'Surcharge', 'amount' => $amount]],
            $amounts
        );
    }
}
