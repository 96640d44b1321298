<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Notification\DrainSchedule;
use Ledgerline\Xero\Sending\DrainStep;
use Ledgerline\Xero\Text\Display;

/** Does cron send the queue? */
class CronCheck implements CheckInterface
{
    public function __construct(
        private readonly Connection $connection,
        private readonly EngineInterface $engine,
        private readonly DrainSchedule $schedule,
        private readonly Display $display
    ) {}

    public function look(string $connection): Step
    {
        $title = (string)__('Cron');
        if (!$this->connection->hasBooks($connection)) {
            return new Step($title, Step::LATER, (string)__('Comes after the steps above.'));
        }
        $last = (int)$this->engine->cursor(DrainStep::LAST_DRAIN);
        $since = $this->connection->status($connection)->connectedSince();
        $help = ['label' => (string)__('How to set up cron'), 'href' => 'https://experienceleague.adobe.com/en/docs/commerce-operations/'
            . 'configuration-guide/cli/configure-cron-jobs', 'window' => true];
        if ($last === 0 && !$this->schedule->isLate($since)) {
            return new Step($title, Step::TODO, (string)__('Waiting for cron to run for the first time.'), $help);
        }
        if ($last === 0) {
            return new Step($title, Step::PROBLEM, (string)__('Cron has not sent anything yet. '
                . 'Please ask whoever looks after your server to run "bin/magento cron:install".'), $help);
        }
        $when = $this->display->moment($last);
        return $this->schedule->isLate(max($last, $since))
            ? new Step($title, Step::PROBLEM, (string)__(
                'Cron came last on %1. Please ask whoever looks after your server to check it.',
                $when
            ), $help)
            : new Step($title, Step::DONE, (string)__('The queue was sent last on %1.', $when));
    }
}
