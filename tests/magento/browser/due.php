<?php
declare(strict_types=1);

/*
 * Makes what Magento's cron has planned of a job due now, in a copy of the shop: php due.php JOB.
 */
use Magento\Framework\App\Bootstrap;
use Magento\Framework\App\ResourceConnection;

require getenv('MAGENTO_ROOT') . '/app/bootstrap.php';
$database = Bootstrap::create(BP, $_SERVER)->getObjectManager()->get(ResourceConnection::class);
$database->getConnection()->update(
    $database->getTableName('cron_schedule'),
    ['scheduled_at' => gmdate('Y-m-d H:i:s', time() - 60)],
    ['status = ?' => 'pending', 'job_code = ?' => $argv[1]],
);
