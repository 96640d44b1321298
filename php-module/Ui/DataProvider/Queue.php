<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\DataProvider;

use Ledgerline\Xero\Problem\Reason;
use Ledgerline\Xero\Ui\Source\JobState;
use Ledgerline\Xero\Ui\Source\JobStateFilter;

/** What is queued, with what needs a person. Finished jobs show when the state is filtered for. */
class Queue extends AbstractListing
{
    private const OVER = ['done', 'cancelled'];
    /** Jobs up to this priority are sent at once. */
    private const URGENT = 5;

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

    protected function read(array $query): array
    {
        $query += ['sort' => 'created_at', 'direction' => 'asc'];
        if ($query['sort'] === 'created_at') {
            // Numbers are given in the order of time, and the store has them sorted: 100,000 jobs need not be.
            $query['sort'] = 'id';
        }
        return $this->engine->jobs($query);
    }

    protected function row(array $item): array
    {
        $isOver = in_array($item['state'] ?? '', self::OVER, true);
        $isWaiting = ($item['state'] ?? '') === 'waiting';
        $isOnHold = ($item['state'] ?? '') === 'held' && ($item['code'] ?? '') === Reason::BY_PERSON;
        return [
            'id' => $item['id'] ?? null,
            'state' => $isOnHold ? JobState::ON_HOLD : $item['state'] ?? '',
            'connection' => $item['connection'] ?? '',
            'entity' => $item['entity'] ?? '',
            'entity_id' => $item['entity_id'] ?? '',
            'kind' => $item['kind'] ?? '',
            'number' => $item['number'] ?? '',
            'created_at' => $this->moment($item['created_at'] ?? null),
            'updated_at' => $this->moment($item['updated_at'] ?? null),
            'attempt' => (int)($item['attempt'] ?? 0),
            'not_before_at' => $isOver ? null : $this->moment($item['not_before_at'] ?? null),
            // Of what is queued again the reason of before is not true any more.
            'code' => $isWaiting && ($item['message'] ?? '') === '' ? '' : $item['code'] ?? '',
            'subject' => $isWaiting && ($item['message'] ?? '') === '' ? '' : $item['subject'] ?? '',
            'message' => $item['message'] ?? '',
            'message_data' => $item['message_data'] ?? [],
            'fix' => $item['fix'] ?? '',
            'fix_data' => $item['fix_data'] ?? [],
            'total' => $this->amount($item['total'] ?? null),
            'currency' => $item['currency'] ?? '',
            'store_id' => $item['store_id'] ?? '',
            'live' => in_array($item['state'] ?? '', ['running', 'unknown'], true) || ($isWaiting && (int)($item['priority'] ?? 99) <= self::URGENT && $item['updated_at'] > gmdate('Y-m-d H:i:s', time() - 90)),
        ];
    }

    protected function links(array $item): array
    {
        $waits = ($item['state'] ?? '') === 'waiting' && ($item['message'] ?? '') === '';
        $now = $waits ? $this->sending->job($item) : $this->sending->lost($item);
        // What was said before the connection was lost is no advice any more.
        return ($now === '' ? [] : ['message' => $now, 'fix' => '']) + [
            'record_url' => $this->recordUrl($item),
        ] + $this->remedy($item, in_array($item['state'] ?? '', ['held', 'failed'], true));
    }
}
