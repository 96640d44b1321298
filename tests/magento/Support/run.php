<?php
/**
 * Runs the body of a script in the shop and writes what it returns: the other side of ShopTestCase::inShop().
 */
declare(strict_types=1);

use Ledgerline\Xero\Tests\Magento\Support\RecordingEngine;
use Ledgerline\Xero\Tests\Magento\Support\Records;
use Magento\Framework\App\Bootstrap;

[, $folder, $area] = $argv;
ini_set('memory_limit', '2G');
require getenv('MAGENTO_ROOT') . '/app/bootstrap.php';
require __DIR__ . '/Records.php';

$shop = Bootstrap::create(BP, $_SERVER)->getObjectManager();
$shop->get(\Magento\Framework\App\State::class)->setAreaCode($area);
$shop->configure($shop->get(\Magento\Framework\ObjectManager\ConfigLoaderInterface::class)->load($area));
$shop->get(\Magento\Framework\Registry::class)->register('isSecureArea', true);
require __DIR__ . '/RecordingEngine.php';
RecordingEngine::$file = $folder . '/enqueued';
$shop->configure(['preferences' => [\Ledgerline\Xero\Api\EngineInterface::class => RecordingEngine::class]]);
$records = new Records($shop);
$given = json_decode((string)file_get_contents($folder . '/given'), true);
$answer = (static function () use ($folder, $shop, $records, $given) {
    return require $folder . '/body.php';
})();
file_put_contents($folder . '/answer', json_encode($answer, JSON_THROW_ON_ERROR));
