<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\DataProvider;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\Data\Page;
use Ledgerline\Xero\Api\Data\Row;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Problem\Remedy;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\Record\Names;
use Ledgerline\Xero\Sending\SendingStatus;
use Ledgerline\Xero\Text\Cell;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Messages;
use Ledgerline\Xero\Ui\Source\StoreViewFilter;
use Magento\Framework\Api\FilterBuilder;
use Magento\Framework\Api\Search\ReportingInterface;
use Magento\Framework\Api\Search\SearchCriteriaBuilder;
use Magento\Framework\Api\Search\SearchResultFactory;
use Magento\Framework\Api\Search\SearchResultInterface;
use Magento\Framework\App\RequestInterface;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\UrlInterface;
use Magento\Framework\View\Element\UiComponent\DataProvider\DataProvider;
use Magento\Framework\View\Element\UiComponent\DataProvider\DocumentFactory;

/**
 * A grid over the engine's store: Magento's grids, exports and mass actions work on it as on a table of the shop.
 *
 * Without the engine the grid is empty; the page says why.
 */
abstract class AbstractListing extends DataProvider
{
    /** Rows read at once where a caller wants all of them. */
    private const PORTION = 500;

    /** @var array<string,array|null> */
    private array $remedies = [];

    /**
     * @param string $name
     * @param string $primaryFieldName
     * @param string $requestFieldName
     */
    public function __construct(
        $name,
        $primaryFieldName,
        $requestFieldName,
        ReportingInterface $reporting,
        SearchCriteriaBuilder $searchCriteriaBuilder,
        RequestInterface $request,
        FilterBuilder $filterBuilder,
        protected readonly EngineInterface $engine,
        private readonly AvailabilityInterface $availability,
        private readonly Query $query,
        private readonly Problem $problem,
        private readonly Entity $entity,
        protected readonly UrlInterface $url,
        private readonly SearchResultFactory $searchResultFactory,
        private readonly DocumentFactory $documentFactory,
        protected readonly AuthorizationInterface $authorization,
        private readonly Remedy $remedy,
        private readonly Messages $messages,
        private readonly Names $names,
        private readonly Display $display,
        private readonly Cell $cell,
        protected readonly SendingStatus $sending,
        private readonly StoreViewFilter $storeViews,
        array $meta = [],
        array $data = []
    ) {
        parent::__construct(
            $name,
            $primaryFieldName,
            $requestFieldName,
            $reporting,
            $searchCriteriaBuilder,
            $request,
            $filterBuilder,
            $meta,
            $data
        );
    }

    abstract protected function read(array $query): Page;

    /** A row as the grid shows it and an export writes it. */
    abstract protected function row(Row $row): array;

    /** What rows of all grids have. */
    protected function common(Row $row): array
    {
        return [
            'id' => $row->id,
            'connection' => $row->connection,
            'entity' => $row->entity,
            'entity_id' => $row->entityId,
            'kind' => $row->kind,
            'number' => $row->number,
            'attempt' => $row->attempt,
            'code' => $row->code,
            'message' => $row->message->english,
            'message_data' => $row->message->data,
            'fix' => $row->fix->english,
            'fix_data' => $row->fix->data,
            'total' => $this->amount($row->total),
            'currency' => $row->currency,
            'store_id' => $row->storeId,
        ];
    }

    /**
     * Addresses in the admin that belong to a row. Only the grid needs them: each carries the key of this session, and
     * making them for 100,000 rows of an export takes time and memory. What is named here wins over the row.
     */
    abstract protected function links(Row $row): array;

    public function getData()
    {
        $result = $this->page($this->query());
        return [
            'totalRecords' => $result?->total ?? 0,
            'items' => array_map(
                fn (Row $row): array => $this->links($row) + $this->inWords($this->row($row)),
                $this->named($result?->rows ?? [])
            ),
        ];
    }

    /** In the language of the screen. An export keeps the engine's own words, as people pass it on. */
    private function inWords(array $row): array
    {
        foreach (array_intersect(['total', 'xero_total'], array_keys($row)) as $name) {
            $row[$name] = $row[$name] === '' ? '' : trim($this->display->amount($row[$name]) . ' ' . ($row['currency'] ?? ''));
        }
        $words = ['message' => $this->messages->of($row), 'fix' => $this->messages->of($row, 'fix')];
        return $words + array_diff_key($row, ['message_data' => 0, 'fix_data' => 0]);
    }

    /**
     * Gives those that have no number in Xero yet the name by which the shop knows them.
     * @param Row[] $rows
     * @return Row[]
     */
    private function named(array $rows): array
    {
        $ids = [];
        foreach ($rows as $row) {
            if ($row->number === '' && ctype_digit($row->entityId)) {
                $ids[$row->entity][] = (int)$row->entityId;
            }
        }
        $names = [];
        foreach ($ids as $entity => $some) {
            $names[$entity] = $this->names->of((string)$entity, $some);
        }
        return $names === [] ? $rows : array_map(static fn (Row $row): Row => $row->number === ''
            ? $row->withNumber((string)($names[$row->entity][$row->entityId] ?? ''))
            : $row, $rows);
    }

    public function getSearchResult()
    {
        $criteria = $this->getSearchCriteria();
        $query = ['english' => true] + $this->query();
        if ($criteria->getPageSize()) {
            $result = $this->page($query);
            $documents = $this->documents($result?->rows ?? []);
        } else {
            // A page size of zero means everything, as the Excel export and mass actions ask for it.
            $query['page_size'] = self::PORTION;
            $documents = [];
            for ($page = 1; $page === 1 || count($documents) < ($result?->total ?? 0); $page++) {
                $result = $this->page(['page' => $page] + $query);
                if (!$result?->rows) {
                    break;
                }
                array_push($documents, ...$this->documents($result?->rows ?? []));
            }
        }
        /** @var SearchResultInterface $found */
        $found = $this->searchResultFactory->create();
        $found->setItems($documents);
        $found->setTotalCount($result?->total ?? 0);
        $found->setSearchCriteria($criteria);
        return $found;
    }

    /**
     * @param Row[] $rows
     * @return \Magento\Framework\View\Element\UiComponent\DataProvider\Document[]
     */
    private function documents(array $rows): array
    {
        $documents = [];
        foreach ($rows as $row) {
            $document = $this->documentFactory->create();
            // Only exports and mass actions come here; the latter want ids alone.
            $document->setData($this->forSheet($this->row($row)));
            $document->setId($row->id);
            $documents[] = $document;
        }
        return $documents;
    }

    /** A row whose texts no spreadsheet takes for a formula. */
    private function forSheet(array $row): array
    {
        return array_map(fn (mixed $value): mixed => is_string($value) ? $this->cell->text($value) : $value, $row);
    }

    /** The engine's query for what the grid asks. */
    protected function query(): array
    {
        $query = $this->query->of($this->getSearchCriteria());
        foreach ($query['filters'] as $i => $filter) {
            if ($filter['field'] === 'store_id' && $filter['condition'] === 'eq') {
                $query['filters'][$i] = ['condition' => 'in', 'value' => $this->storeViews->idsOf($filter['value'])] + $filter;
            }
        }
        return $query;
    }

    /** Address of the record's page in the admin, or an empty text. */
    protected function recordUrl(Row $row): string
    {
        $page = $this->entity->page($row->entity, $row->entityId);
        return $page === null ? '' : $this->url->getUrl($page[0], $page[1]);
    }

    /**
     * Where a person fixes what keeps a document back: link and label, empty when there is no such page.
     * @param bool $isOpen whether it still keeps anything back
     * @return array{fix_url:string, fix_label:string}
     */
    protected function remedy(Row $row, bool $isOpen): array
    {
        [$code, $connection] = [$row->code, $row->connection];
        if (!$isOpen || $code === '') {
            return ['fix_url' => '', 'fix_label' => ''];
        }
        if (!array_key_exists("$code $connection", $this->remedies)) {
            $this->remedies["$code $connection"] = $this->remedy->page($code, $connection);
        }
        $link = $this->remedies["$code $connection"];
        return ['fix_url' => (string)($link['href'] ?? ''), 'fix_label' => (string)($link['label'] ?? '')];
    }

    /** A moment as Magento's date columns want it: "YYYY-MM-DD HH:MM:SS" in UTC, or null. */
    protected function moment(string $moment): ?string
    {
        return $moment === '' ? null : $moment;
    }

    /**
     * An amount with at least two decimals; its currency has a column of its own, so that exports can be summed. The digits stay as they are: no float ever touches them.
     */
    protected function amount(string $amount): string
    {
        if ($amount === '') {
            return '';
        }
        [$whole, $fraction] = explode('.', $amount, 2) + [1 => ''];
        return $whole . '.' . str_pad(rtrim($fraction, '0'), 2, '0');
    }

    /** One page, null when the engine is not there or refuses. */
    private function page(array $query): ?Page
    {
        try {
            return $this->availability->isReady() ? $this->read($query) : null;
        } catch (\Throwable $thrown) {
            $this->problem->of($thrown);
            return null;
        }
    }
}
