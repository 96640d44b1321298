<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Alert\Digest as DailyMail;
use Ledgerline\Xero\Alert\Settings;

/** Sends the daily e-mail, where it is switched on. */
class Digest extends AbstractJob
{
    public function __construct(JobContext $context, private readonly Settings $settings, private readonly DailyMail $digest)
    {
        parent::__construct($context);
    }

    protected function work(): void
    {
        if ($this->settings->hasDigest()) {
            $this->digest->send();
        }
    }
}
