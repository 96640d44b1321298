<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

/** Says that Xero does not let the shop in any more, and where to connect again. */
class ConnectionNotice extends AbstractConditionNotice
{
    protected const SEVERITY = self::SEVERITY_CRITICAL;

    protected function subject(): string
    {
        return implode(',', array_column($this->condition()['connections'], 'connection'));
    }

    protected function compose(): string
    {
        $texts = [];
        foreach ($this->condition()['connections'] as $connection) {
            $texts[] = $this->notice(empty($connection['asks'])
                ? __('The connection to Xero (%1) is lost.', $connection['name'])
                : __('Nothing is sent to Xero until you answer.'), $this->escape($this->said($connection)));
        }
        if (!$texts) {
            return '';
        }
        return implode(' ', $texts) . ' '
            . __('Nothing is lost: documents wait in the queue. See %1.', $this->configurationLink());
    }
}
