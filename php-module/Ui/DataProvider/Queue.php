<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\DataProvider;

use Ledgerline\Xero\Api\Data\QueuePage;
use Ledgerline\Xero\Api\Data\QueueRow;
use Ledgerline\Xero\Api\Data\Row;
use Ledgerline\Xero\Problem\Reason;
use Ledgerline\Xero\Ui\Source\JobState;
use Ledgerline\Xero\Ui\Source\JobStateFilter;

/** What is queued, with what needs a person. Finished jobs show when the state is filtered for. */
class Queue extends AbstractListing
{
    private const OVER = ['done', 'cancelled'];

    protected function query(): array
    {
        $query = parent::query();
        if (!in_array('state', array_column($query['filters'], 'field'), true)) {
            $query['filters'][] = ['field' => 'state', 'condition' => 'nin', 'value' => self::OVER];
        }
        foreach ($query['filters'] as $i => $filter) {
            // A rate's name can be part of another one's, and so can an id.
            if (in_array($filter['field'], ['subject', 'entity_id'], true)) {
                $query['filters'][$i] = ['condition' => 'eq', 'value' => preg_replace('/^%(.*)%$/s', '$1', $filter['value'])] + $filter;
            }
            if ($filter['field'] === 'state' && $filter['value'] === JobStateFilter::NEEDS_YOU) {
                $query['filters'][$i] = ['condition' => 'in', 'value' => JobStateFilter::NEED_YOU] + $filter;
                $query['filters'][] = ['field' => 'code', 'condition' => 'neq', 'value' => Reason::BY_PERSON];
            }
            if ($filter['field'] === 'state' && in_array($filter['value'], ['held', JobState::ON_HOLD], true)) {
                $query['filters'][$i] = ['value' => 'held'] + $filter;
                $query['filters'][] = [
                    'field' => 'code',
                    'condition' => $filter['value'] === JobState::ON_HOLD ? 'eq' : 'neq',
                    'value' => Reason::BY_PERSON,
                ];
            }
        }
        return $query;
    }

    protected function read(array $query): QueuePage
    {
        $query += ['sort' => 'created_at', 'direction' => 'asc'];
        if ($query['sort'] === 'created_at') {
            // Numbers are given in the order of time, and the store has them sorted: 100,000 jobs need not be.
            $query['sort'] = 'id';
        }
        return $this->engine->jobs($query);
    }

    /** @param QueueRow $row */
    protected function row(Row $row): array
    {
        $isOver = in_array($row->state, self::OVER, true);
        $isWaiting = $row->state === 'waiting';
        $isOnHold = $row->state === 'held' && $row->code === Reason::BY_PERSON;
        // Of what is queued again the reason of before is not true any more.
        $isQueuedAgain = $isWaiting && $row->message->english === '';
        return [
            'state' => $isOnHold ? JobState::ON_HOLD : $row->state,
            'created_at' => $this->moment($row->createdAt),
            'updated_at' => $this->moment($row->updatedAt),
            'not_before_at' => $isOver ? null : $this->moment($row->notBeforeAt),
            'code' => $isQueuedAgain ? '' : $row->code,
            'subject' => $isQueuedAgain ? '' : $row->subject,
            'live' => $row->live,
        ] + $this->common($row);
    }

    /** @param QueueRow $row */
    protected function links(Row $row): array
    {
        $waits = $row->state === 'waiting' && $row->message->english === '';
        $now = $waits ? $this->sending->job($row) : $this->sending->lost($row->state, $row->connection);
        // What was said before the connection was lost is no advice any more.
        return ($now === '' ? [] : ['message' => $now, 'fix' => '']) + [
            'record_url' => $this->recordUrl($row),
        ] + $this->remedy($row, in_array($row->state, ['held', 'failed'], true));
    }
}
