<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Ui;

use Ledgerline\Xero\Ui\DataProvider\Query;
use Magento\Framework\Api\Filter;
use Magento\Framework\Api\Search\FilterGroup;
use Magento\Framework\Api\Search\SearchCriteria;
use Magento\Framework\Api\SortOrder;
use PHPUnit\Framework\TestCase;

class QueryTest extends TestCase
{
    public function testAGridsWishesBecomeTheEnginesQuery(): void
    {
        $criteria = $this->criteria([['state', 'in', ['held', 'failed']], ['number', 'like', '%12%'], ['at', 'gteq', '2026-01-01 00:00:00'],
            ['fulltext', 'fulltext', ' rounding ']]);
        $criteria->setCurrentPage(3);
        $criteria->setPageSize(50);
        $criteria->setSortOrders([(new SortOrder())->setField('at')->setDirection('DESC')]);
        $this->assertSame([
            'filters' => [
                ['field' => 'state', 'condition' => 'in', 'value' => ['held', 'failed']],
                ['field' => 'number', 'condition' => 'like', 'value' => '%12%'],
                ['field' => 'at', 'condition' => 'gteq', 'value' => '2026-01-01 00:00:00'],
            ],
            'page' => 3,
            'page_size' => 50,
            'search' => 'rounding',
            'sort' => 'at',
            'direction' => 'desc',
        ], (new Query())->of($criteria));
    }

    public function testWhatMagentoQuotesForItsOwnDatabaseIsPlainAgain(): void
    {
        $this->assertSame(
            '%tax_rate 20%%',
            (new Query())->of($this->criteria([['code', 'like', '%tax\\_rate 20\\%%']]))['filters'][0]['value']
        );
    }

    public function testNothingAskedIsTheFirstPage(): void
    {
        $this->assertSame(['filters' => [], 'page' => 1, 'page_size' => 20], (new Query())->of($this->criteria([])));
    }

    public function testConditionsThatTheEngineDoesNotKnowAreLeftOut(): void
    {
        $this->assertSame([], (new Query())->of($this->criteria([['number', 'regexp', '.*']]))['filters']);
    }

    private function criteria(array $filters): SearchCriteria
    {
        $groups = [];
        foreach ($filters as [$field, $condition, $value]) {
            $filter = (new Filter())->setField($field)->setConditionType($condition)->setValue($value);
            $groups[] = (new FilterGroup())->setFilters([$filter]);
        }
        $criteria = new SearchCriteria();
        $criteria->setFilterGroups($groups);
        return $criteria;
    }
}
