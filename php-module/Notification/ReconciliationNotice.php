<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

/** Says that shop and Xero differ. */
class ReconciliationNotice extends AbstractConditionNotice
{
    protected function subject(): string
    {
        return implode(',', array_column($this->condition()['differing'], 'at'));
    }

    protected function compose(): string
    {
        $texts = [];
        foreach ($this->condition()['differing'] as $one) {
            $texts[] = $this->notice($one['wrong'] === 1
                ? __('1 document of the shop and of Xero (%1) differ.', $one['name'])
                : __('%1 documents of the shop and of Xero (%2) differ.', $this->display()->number($one['wrong']), $one['name']), $this->link(
                    'ledgerline_xero/reconciliation/index',
                    ['connection' => $one['connection']],
                    __('Reports > Xero Integration > Reconciliation')
                ));
        }
        return implode(' ', $texts);
    }
}
