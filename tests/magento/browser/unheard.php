<?php
declare(strict_types=1);

/*
 * Makes an invoice that no event tells of, in a copy of the shop, and prints its number.
 */
use Ledgerline\Xero\Tests\Magento\Support\Records;
use Magento\Framework\App\Area;
use Magento\Framework\App\Bootstrap;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\App\State;

require getenv('MAGENTO_ROOT') . '/app/bootstrap.php';
require dirname(__DIR__) . '/Support/Records.php';
$shop = Bootstrap::create(BP, $_SERVER)->getObjectManager();
$shop->get(State::class)->setAreaCode(Area::AREA_CRONTAB);
$records = new Records($shop);
echo $records->invoice($records->order())->getIncrementId();
$database = $shop->get(ResourceConnection::class);
$database->getConnection()->delete($database->getTableName('ledgerline_xero_touch'));
