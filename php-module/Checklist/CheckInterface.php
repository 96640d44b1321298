<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

/**
 * Looks at one thing that must be in order before documents reach Xero. Never calls Xero. Other modules add theirs in etc/adminhtml/di.xml.
 * @api
 */
interface CheckInterface
{
    /** How it stands for a connection. */
    public function look(string $connection): Step;
}
