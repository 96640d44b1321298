<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Plugin;

use Ledgerline\Xero\Plugin\GridStatus;
use Ledgerline\Xero\Status\GridQuery;
use Ledgerline\Xero\Status\Table;
use Magento\Framework\Api\Filter;
use Magento\Framework\Api\Search\FilterGroup;
use Magento\Framework\Api\Search\SearchCriteria;
use Magento\Framework\Api\SortOrder;
use Magento\Framework\App\Request\Http;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\Data\Collection\AbstractDb;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\DB\Select;
use Magento\Framework\View\Element\UiComponent\DataProvider\FilterPool;
use PHPUnit\Framework\TestCase;

class GridStatusTest extends TestCase
{
    private const ORDERS = 'sales_order_grid_data_source';

    /** @var array<string,string> fields of the grid that stand for something else */
    private array $mapped = [];

    private int $joins = 0;

    public function testAGridThatDoesNotAskIsLeftAsItWas(): void
    {
        $this->ask(self::ORDERS, [['status', 'complete']]);
        self::assertSame([0, []], [$this->joins, $this->mapped]);
    }

    public function testOtherGridsAreNoneOfOurs(): void
    {
        $this->ask('cms_page_listing_data_source', [['xero_status', 'held']]);
        self::assertSame(0, $this->joins);
    }

    public function testAFilterJoinsTheStateAndUsesThePlainColumn(): void
    {
        $this->ask(self::ORDERS, [['status', 'complete'], ['xero_status', 'held']]);
        self::assertSame(1, $this->joins);
        self::assertSame('ledgerline_status.ledgerline_state', $this->mapped['xero_status']);
        self::assertSame($this->mapped['xero_status'], $this->mapped['main_table.xero_status']);
    }

    public function testWhoeverLooksForNothingFindsRecordsWithoutAState(): void
    {
        $this->ask('customer_listing_data_source', [['xero_status', 'none']]);
        self::assertStringContainsString('IFNULL', $this->mapped['xero_status']);
    }

    public function testSortingPutsTroubleFirst(): void
    {
        $this->ask(self::ORDERS, [], 'xero_status');
        self::assertMatchesRegularExpression("/FIELD\(.*'failed', 'held', 'on_hold', 'waiting'/", $this->mapped['xero_status']);
    }

    public function testAnExportAlwaysHasTheState(): void
    {
        $this->ask(self::ORDERS, [], 'created_at', ['mui', 'export']);
        self::assertSame(1, $this->joins);
    }

    public function testWhoeverMayNotSeeTheStateDoesNotLearnItByAsking(): void
    {
        $this->ask(self::ORDERS, [['xero_status', 'held']], 'xero_status', ['mui', 'export'], false);
        self::assertSame([0, "'none'"], [$this->joins, $this->mapped['xero_status']]);
    }

    /** Asks a grid's question: filters as field and value, what it is sorted by, and module and controller of the request. */
    private function ask(string $grid, array $filters, string $sort = '', array $route = ['mui', 'index'], bool $allowed = true): void
    {
        $criteria = new SearchCriteria();
        $criteria->setRequestName($grid);
        $criteria->setFilterGroups(array_map(static fn (array $filter): FilterGroup => new FilterGroup([
            FilterGroup::FILTERS => [new Filter([Filter::KEY_FIELD => $filter[0], Filter::KEY_VALUE => $filter[1], Filter::KEY_CONDITION_TYPE => 'eq'])],
        ]), $filters));
        if ($sort !== '') {
            $criteria->setSortOrders([new SortOrder([SortOrder::FIELD => $sort, SortOrder::DIRECTION => 'ASC'])]);
        }
        $states = $this->createMock(Select::class);
        $states->method('from')->willReturnSelf();
        $states->method('where')->willReturnSelf();
        $adapter = $this->createMock(AdapterInterface::class);
        $adapter->method('select')->willReturn($states);
        $select = $this->createMock(Select::class);
        $select->method('getPart')->willReturn([]);
        $select->method('joinLeft')->willReturnCallback(function () use ($select): Select {
            $this->joins++;
            return $select;
        });
        $collection = $this->createMock(AbstractDb::class);
        $collection->method('getSelect')->willReturn($select);
        $collection->method('getConnection')->willReturn($adapter);
        $collection->method('addFilterToMap')->willReturnCallback(function (string $field, $column) use ($collection): AbstractDb {
            $this->mapped[$field] = (string)$column;
            return $collection;
        });
        $request = $this->createMock(Http::class);
        $request->method('getModuleName')->willReturn($route[0]);
        $request->method('getControllerName')->willReturn($route[1]);
        $authorization = $this->createMock(AuthorizationInterface::class);
        $authorization->method('isAllowed')->with('Ledgerline_Xero::record')->willReturn($allowed);
        $query = new GridQuery($this->createMock(Table::class), $authorization);
        (new GridStatus($query, $request))->beforeApplyFilters($this->createMock(FilterPool::class), $collection, $criteria);
    }
}
