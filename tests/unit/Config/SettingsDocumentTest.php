<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Config;

use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Config\SettingsDocument;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Magento\Backend\Model\UrlInterface;
use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\Encryption\EncryptorInterface;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Store\Api\Data\WebsiteInterface;
use Magento\Store\Model\StoreManagerInterface;
use PHPUnit\Framework\TestCase;

class SettingsDocumentTest extends TestCase
{
    private const CIPHER = '0:3:6JXlWNm4YkzO2Qm0n1pS0nZq7zRk4xHq5eJYv1Qx0w8=';

    /** @var FakeScopeConfig */
    private $config;

    /** @var array<string,string> values in app/etc/env.php */
    private $deployment = [];

    /** @var FakeConnections */
    private $connections;

    protected function setUp(): void
    {
        $this->config = new FakeScopeConfig(['default' => [
            'ledgerline_xero/connection/client_id' => ' ABC ',
            'ledgerline_xero/connection/client_secret' => 'plain',
            'ledgerline_xero/accounts/sales' => '200',
        ]]);
        $this->connections = new FakeConnections(['default' => [1, 3], 'website_uk' => [2]]);
    }

    public function testAShopThatConfiguredNothingElseHasTheDefaults(): void
    {
        $document = $this->build('default');
        $both = ['enabled' => true, 'mode' => 'cron'];
        $numbers = $both + ['prefix' => '', 'suffix' => ''];
        self::assertSame([
            'version' => 1,
            'name' => 'Default Config',
            'type' => 'web_app',
            'client_id' => 'ABC',
            'client_secret' => 'plain',
            'shop' => 'M2',
            'admin_url' => 'https://shop.example/secret_admin/',
            'accounts' => ['bank' => '', 'sales' => '200', 'shipping' => '', 'inventory' => '', 'cogs' => '',
                'rounding' => '', 'adjustment' => ''],
            'entities' => ['customers' => $both, 'products' => $both, 'orders' => $both, 'invoices' => $numbers,
                'creditmemos' => $numbers, 'payments' => $both],
            'start_date' => null,
            'document' => 'invoice',
            'tax' => ['automatic' => true, 'map' => []],
            'payments' => ['map' => []],
            'websites' => [],
        ], $document);
    }

    public function testTheTaxMapIsReadAsMagentoStoresTablesAndPercentagesAreNormalised(): void
    {
        $this->set('tax/map', '{"_1":{"rate":"GB VAT 20%","tax_type":"OUTPUT2"},"_2":{"rate":"20.0000","tax_type":"OUTPUT2"},'
            . '"_3":{"rate":"0 %","tax_type":"NONE"},"_4":{"rate":"5.50%","tax_type":"RROUTPUT"},'
            . '"_5":{"rate":"","tax_type":"X"},"_6":{"rate":"A + B","tax_type":"TAX001"},"__empty":""}');
        self::assertSame(
            ['GB VAT 20%' => 'OUTPUT2', '20' => 'OUTPUT2', '0' => 'NONE', '5.5' => 'RROUTPUT', 'A + B' => 'TAX001'],
            $this->build('default')['tax']['map']
        );
    }

    public function testATableMayBeAnArrayAlready(): void
    {
        $this->set('payments/map', [['method' => 'checkmo', 'account' => '090'], ['method' => 'free', 'account' => 'none']]);
        self::assertSame(['checkmo' => '090', 'free' => 'none'], $this->build('default')['payments']['map']);
    }

    public function testATableThatCannotBeReadIsAnErrorAndNotAnEmptyTable(): void
    {
        $this->set('payments/map', '{"_1":{"method":');
        $this->expectException(LocalizedException::class);
        $this->expectExceptionMessage('ledgerline_xero/payments/map');
        $this->build('default');
    }

    public function testAWebsiteOfTheConnectionTellsOnlyTheAccountsThatDiffer(): void
    {
        $this->config->values['websites/3']['ledgerline_xero/accounts/sales'] = '210';
        $this->config->values['websites/2']['ledgerline_xero/accounts/sales'] = '220';
        self::assertSame([3 => ['accounts' => ['sales' => '210']]], $this->build('default')['websites']);
    }

    public function testAConnectionOfAWebsiteReadsTheScopeOfThatWebsite(): void
    {
        $this->config->values['websites/2'] = [
            'ledgerline_xero/connection/client_id' => 'UK',
            'ledgerline_xero/connection/client_secret' => 'uk secret',
            'ledgerline_xero/connection/type' => 'custom',
            'ledgerline_xero/accounts/sales' => '220',
            'ledgerline_xero/invoices/mode' => 'immediately',
            'ledgerline_xero/sync/document' => 'order',
        ];
        $document = $this->build('website_uk');
        self::assertSame('Website 2', $document['name']);
        self::assertSame('custom', $document['type']);
        self::assertSame('uk secret', $document['client_secret']);
        self::assertSame('220', $document['accounts']['sales']);
        self::assertSame('immediately', $document['entities']['invoices']['mode']);
        self::assertSame('order', $document['document']);
        self::assertSame([], $document['websites']);
    }

    public function testASecretThatIsStillEncryptedIsDecrypted(): void
    {
        $this->set('connection/client_secret', self::CIPHER);
        self::assertSame('decrypted', $this->build('default')['client_secret']);
    }

    public function testAPlainSecretInEnvPhpIsTakenAsItIs(): void
    {
        // What Magento makes of it by decrypting what never was encrypted.
        $this->set('connection/client_secret', "\x93\x01\xff");
        $this->deployment['system/default/ledgerline_xero/connection/client_secret'] = 'written by hand';
        self::assertSame('written by hand', $this->build('default')['client_secret']);
    }

    public function testAWebsiteThatInheritsSuchASecretHasItToo(): void
    {
        $this->set('connection/client_secret', "\x93\x01\xff");
        $this->deployment['system/default/ledgerline_xero/connection/client_secret'] = 'written by hand';
        self::assertSame('written by hand', $this->build('website_uk')['client_secret']);
    }

    public function testAWebsiteWithASecretOfItsOwnInEnvPhp(): void
    {
        $this->deployment['system/default/ledgerline_xero/connection/client_secret'] = 'written by hand';
        $this->deployment['system/websites/code2/ledgerline_xero/connection/client_secret'] = 'for the UK';
        self::assertSame('for the UK', $this->build('website_uk')['client_secret']);
    }

    public function testAnEncryptedSecretInEnvPhpIsMagentosBusiness(): void
    {
        $this->deployment['system/default/ledgerline_xero/connection/client_secret'] = self::CIPHER;
        self::assertSame('plain', $this->build('default')['client_secret']);
    }

    public function testTheStartDateIsADay(): void
    {
        $this->set('sync/start_date', '2026-01-31 00:00:00');
        self::assertSame('2026-01-31', $this->build('default')['start_date']);
    }

    private function set(string $path, $value): void
    {
        $this->config->values['default']['ledgerline_xero/' . $path] = $value;
    }

    private function build(string $connection): array
    {
        $storeManager = $this->createStub(StoreManagerInterface::class);
        $storeManager->method('getWebsite')->willReturnCallback(function ($id) {
            $website = $this->createStub(WebsiteInterface::class);
            $website->method('getCode')->willReturn('code' . $id);
            $website->method('getName')->willReturn('Website ' . $id);
            return $website;
        });
        $encryptor = $this->createStub(EncryptorInterface::class);
        $encryptor->method('decrypt')->willReturn('decrypted');
        $deployment = $this->createStub(DeploymentConfig::class);
        $deployment->method('get')->willReturnCallback(function ($path) {
            return $this->deployment[$path] ?? null;
        });
        $url = $this->createStub(UrlInterface::class);
        $url->method('getBaseUrl')->willReturn('https://shop.example/');
        $url->method('getAreaFrontName')->willReturn('secret_admin');
        $settings = new Settings($this->config, $this->connections, $storeManager, $encryptor, $deployment, new Json());
        return (new SettingsDocument($settings, $this->connections, $storeManager, $url))->build($connection);
    }
}
