<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Ui;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Text\Cell;
use Ledgerline\Xero\Ui\DataProvider\AbstractListing;
use Ledgerline\Xero\Ui\DataProvider\Log;
use Ledgerline\Xero\Ui\DataProvider\Query;
use Ledgerline\Xero\Ui\DataProvider\Queue;
use Magento\Framework\Api\Search\SearchCriteria;
use Magento\Framework\Api\Search\SearchCriteriaBuilder;
use Magento\Framework\Api\Search\SearchResult;
use Magento\Framework\Api\Search\SearchResultFactory;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\Exception\AuthorizationException;
use Magento\Framework\View\Element\UiComponent\DataProvider\DocumentFactory;
use PHPUnit\Framework\TestCase;

/** What Magento's export buttons write of our grids comes from getSearchResult. */
class ListingExportTest extends TestCase
{
    /** @dataProvider listings */
    public function testTextsOfARowAreNeverFormulasAndAmountsStayNumbers(string $class): void
    {
        $row = [
            'id' => 7, 'entity' => 'invoice', 'entity_id' => '7', 'number' => '=1+1', 'message' => "@x;=2", 'fix' => "\t+3", 'total' => '-12.5', 'xero_total' => '-12.50',
            'currency' => 'GBP', 'state' => 'held', 'status' => 'held', 'at' => '2026-01-01 03:00:00', 'created_at' => '2026-01-01 03:00:00',
        ];
        $found = $this->listing($class, [$row], true)->getSearchResult()->getItems();
        $written = reset($found)->getData();

        self::assertSame(["'=1+1", "'@x;'=2", "'\t'+3"], [$written['number'], $written['message'], $written['fix']]);
        self::assertSame(['-12.50', 'invoice', 7], [$written['total'], $written['entity'], $written['id']]);
    }

    public static function listings(): array
    {
        return ['log' => [Log::class], 'queue' => [Queue::class]];
    }

    public function testTheLogIsExportedWithItsOwnRightOnly(): void
    {
        $this->expectException(AuthorizationException::class);
        $this->listing(Log::class, [], false)->getSearchResult();
    }

    private function listing(string $class, array $rows, bool $allowed): AbstractListing
    {
        $authorization = $this->createStub(AuthorizationInterface::class);
        $authorization->method('isAllowed')->willReturn($allowed);
        $availability = $this->createStub(AvailabilityInterface::class);
        $availability->method('isReady')->willReturn(true);
        $criteria = $this->createStub(SearchCriteriaBuilder::class);
        $criteria->method('create')->willReturn((new SearchCriteria())->setFilterGroups([])->setPageSize(20)->setCurrentPage(1));
        $results = $this->createStub(SearchResultFactory::class);
        $results->method('create')->willReturn(new SearchResult());
        $engine = new FakeEngine();
        $given = [
            'name' => 'listing', 'primaryFieldName' => 'id', 'requestFieldName' => 'id', 'meta' => [], 'data' => [], 'engine' => $engine, 'availability' => $availability,
            'searchCriteriaBuilder' => $criteria, 'searchResultFactory' => $results, 'documentFactory' => new DocumentFactory(), 'authorization' => $authorization,
            'query' => new Query(), 'cell' => new Cell(),
        ];
        foreach ((new \ReflectionMethod($class, '__construct'))->getParameters() as $parameter) {
            $type = $parameter->getType();
            $given[$parameter->getName()] ??= $this->createStub($type instanceof \ReflectionNamedType ? $type->getName() : \stdClass::class);
        }
        $engine->answers = ['log' => ['total' => count($rows), 'items' => $rows], 'jobs' => ['total' => count($rows), 'items' => $rows]];
        return new $class(...$given);
    }
}
