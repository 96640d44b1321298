<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\DataProvider;

use Ledgerline\Xero\Api\Data\LogLine;
use Ledgerline\Xero\Api\Data\LogPage;
use Ledgerline\Xero\Api\Data\Row;
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

    protected function read(array $query): LogPage
    {
        return $this->engine->log($query + ['sort' => 'at', 'direction' => 'desc']);
    }

    /** @param LogLine $row */
    protected function row(Row $row): array
    {
        $total = $this->amount($row->total);
        $xeroTotal = $this->amount($row->xeroTotal);
        return [
            'at' => $this->moment($row->at),
            'action' => $row->action,
            'status' => $row->status,
            'xero_total' => $xeroTotal,
            'differs' => $total !== '' && $xeroTotal !== '' && $total !== $xeroTotal,
            'xero_url' => $row->xeroUrl,
            'duration_ms' => $row->durationMs,
        ] + $this->common($row);
    }

    /** @param LogLine $row */
    protected function links(Row $row): array
    {
        return [
            'record_url' => $this->recordUrl($row),
            'detail_url' => $this->url->getUrl('ledgerline_xero/log/view', ['id' => $row->id]),
        ] + $this->remedy($row, $row->isTrouble());
    }
}
