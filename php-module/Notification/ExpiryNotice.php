<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

/** Says that a connection ends soon, unless it is used. */
class ExpiryNotice extends AbstractConditionNotice
{
    protected function subject(): string
    {
        return implode(',', array_column($this->condition()['expiring'], 'at'));
    }

    protected function compose(): string
    {
        $texts = [];
        foreach ($this->condition()['expiring'] as $one) {
            $day = $this->display()->day(substr($one['at'], 0, 10));
            $texts[] = $this->notice(__('The connection to Xero (%1) ends on %2, because it was hardly used.', $one['name'], $day));
        }
        return $texts
            ? implode(' ', $texts) . ' ' . __('Sign in again before that: %1.', $this->configurationLink())
            : '';
    }
}
