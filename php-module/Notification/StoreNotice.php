<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

use Ledgerline\Xero\Record\SendAgain;

/**
 * Says that the queue cannot be written: then nothing at all is sent. Or that a part of it is damaged: then everything else is. Or that another
 * store sends for the shop.
 */
class StoreNotice extends AbstractConditionNotice
{
    protected const SEVERITY = self::SEVERITY_CRITICAL;

    protected function subject(): string
    {
        $store = $this->condition()['store'];
        // Who else sends is told with the time when it last did, and is one message all the same.
        return ($store['code'] ?? '') . (($store['usable'] ?? false) && !isset($store['fix']) ? $store['message'] : '');
    }

    protected function compose(): string
    {
        $store = $this->condition()['store'];
        if ($store === null) {
            return '';
        }
        if (isset($store['fix'])) {
            return $this->notice(__('This server sends nothing to Xero.'), $this->escape($store['message']), $this->escape($store['fix']));
        }
        if ($store['usable']) {
            $these = ['_query' => ['filters' => ['state' => SendAgain::DAMAGED]]];
            return $this->notice(
                __('Part of the Xero Integration\'s store is damaged.'),
                $this->escape($this->said($store)),
                $store['code'] === 'store_damaged' ? $this->link('ledgerline_xero/queue/index', $these, __('Show in the queue')) : ''
            );
        }
        return $this->notice(
            __('Xero Integration cannot use its store.'),
            $this->escape($this->said($store)),
            $this->escape(__('Please ask the administrator of the server. What happens until then is sent afterwards.'))
        );
    }
}
