<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

/** What was done in Xero. */
class Action extends AbstractWords
{
    protected function labels(): array
    {
        return [
            'create' => __('Create'),
            'update' => __('Update'),
            'adopt' => __('Link'),
            'look_up' => __('Look up'),
            'enqueue' => __('Queue'),
            'connect' => __('Connect'),
            'disconnect' => __('Disconnect'),
            'cancel' => __('Cancel'),
            'reconcile' => __('Reconcile'),
            'none' => __('Nothing'),
        ];
    }
}
