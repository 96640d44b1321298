<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

/** Says that cron does not come round. */
class CronNotice extends AbstractConditionNotice
{
    protected function compose(): string
    {
        $late = $this->condition()['drain_late'];
        if ($late === null) {
            return '';
        }
        $text = $late === 0
            ? __('Cron has not sent anything yet. Please ask whoever looks after your server to run "bin/magento cron:install".')
            : __('Cron came last on %1 (UTC). Please ask whoever looks after your server to check it.', gmdate('Y-m-d H:i', $late));
        return $this->notice(__('Nothing is sent to Xero because cron is not running.'), $this->escape($text));
    }
}
