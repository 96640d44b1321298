<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\DataProvider;

use Ledgerline\Xero\Ui\Source\LogStatusFilter;
use Magento\Framework\Exception\AuthorizationException;

/** What was sent, newest first. */
class Log extends AbstractListing
{
    /** Only exports come here. Magento's export address asks for the right to see the grid; taking the log away needs one more. */
    public function getSearchResult()
    {
        if (!$this->authorization->isAllowed('Ledgerline_Xero::log_export')) {
            throw new AuthorizationException(__('You may view the log, but not export it.'));
        }
        return parent::getSearchResult();
    }

    protected function query(): array
    {
        $query = parent::query();
        foreach ($query['filters'] as $i => $filter) {
            if ($filter['field'] === 'status' && $filter['value'] === LogStatusFilter::TROUBLE) {
                $query['filters'][$i] = ['condition' => 'in', 'value' => LogStatusFilter::WENT_WRONG] + $filter;
            }
        }
        return $query;
    }

    protected function read(array $query): array
    {
        return $this->engine->log($query + ['sort' => 'at', 'direction' => 'desc']);
    }

    protected function row(array $item): array
    {
        $total = $this->amount($item['total'] ?? null);
        $xeroTotal = $this->amount($item['xero_total'] ?? null);
        return [
            'id' => $item['id'] ?? null,
            'at' => $this->moment($item['at'] ?? null),
            'connection' => $item['connection'] ?? '',
            'entity' => $item['entity'] ?? '',
            'entity_id' => $item['entity_id'] ?? '',
            'kind' => $item['kind'] ?? '',
            'number' => $item['number'] ?? '',
            'action' => $item['action'] ?? '',
            'status' => $item['status'] ?? '',
            'code' => $item['code'] ?? '',
            'message' => $item['message'] ?? '',
            'message_data' => $item['message_data'] ?? [],
            'fix' => $item['fix'] ?? '',
            'fix_data' => $item['fix_data'] ?? [],
            'total' => $total,
            'xero_total' => $xeroTotal,
            'currency' => $item['currency'] ?? '',
            'differs' => $total !== '' && $xeroTotal !== '' && $total !== $xeroTotal,
            'xero_url' => $item['xero_url'] ?? '',
            'attempt' => $item['attempt'] ?? '',
            'duration_ms' => $item['duration_ms'] ?? '',
            'store_id' => $item['store_id'] ?? '',
        ];
    }

    protected function links(array $item): array
    {
        return [
            'record_url' => $this->recordUrl($item),
            'detail_url' => $this->url->getUrl('ledgerline_xero/log/view', ['id' => $item['id'] ?? 0]),
        ] + $this->remedy($item, in_array($item['status'] ?? '', ['held', 'failed'], true));
    }
}
