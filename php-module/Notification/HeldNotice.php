<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

use Ledgerline\Xero\Ui\Source\JobStateFilter;

/** Says how many documents need a person. */
class HeldNotice extends AbstractConditionNotice
{
    private const THESE = ['_query' => ['filters' => ['state' => JobStateFilter::NEEDS_YOU]]];

    protected function subject(): string
    {
        return (string)$this->condition()['held'];
    }

    protected function compose(): string
    {
        $held = $this->condition()['held'];
        $link = $this->link('ledgerline_xero/queue/index', self::THESE, __('Xero Integration > Queue'));
        return $held === 0 ? '' : $this->notice($held === 1
            ? __('1 document was not sent to Xero and needs your attention.')
            : __('%1 documents were not sent to Xero and need your attention.', $this->display()->number($held)), __('The reasons, and what to do, are in %1.', $link));
    }
}
