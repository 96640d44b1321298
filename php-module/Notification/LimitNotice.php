<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

/** Says that Xero takes no more calls for the time being. Nobody has to act. */
class LimitNotice extends AbstractConditionNotice
{
    protected const SEVERITY = self::SEVERITY_MINOR;

    protected function subject(): string
    {
        return implode(',', array_column($this->condition()['used_up'], 'connection')) . gmdate('Y-m-d');
    }

    protected function compose(): string
    {
        $names = array_column($this->condition()['used_up'], 'name');
        $link = $this->link('ledgerline_xero/requests/index', [], __('Reports > Xero Integration > Daily requests'));
        return $names === [] ? '' : $this->notice(
            __('Today\'s calls to Xero (%1) are used up.', implode(', ', $names)),
            __('Sending resumes when Xero allows it; nothing is lost. See %1.', $link)
        );
    }
}
