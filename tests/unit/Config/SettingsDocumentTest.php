<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Config;

use Ledgerline\Xero\Config\DocumentRules;
use Ledgerline\Xero\Config\Mappings;
use Ledgerline\Xero\Config\Secret;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Config\SettingsDocument;
use Ledgerline\Xero\Config\Values;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Magento\Backend\Model\UrlInterface;
use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\Encryption\EncryptorInterface;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Store\Api\Data\StoreInterface;
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

    /** @var array<array{0:int, 1:int}> store view id, website id */
    private $stores = [[1, 1], [5, 3], [2, 2], [4, 3]];

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
                'rounding' => '', 'adjustment' => '', 'fixed_product_tax' => ''],
            'entities' => ['customers' => $both, 'products' => $both, 'orders' => $numbers + ['statuses' => []],
                'invoices' => $numbers, 'creditmemos' => $numbers, 'payments' => $both],
            'start_date' => null,
            'document' => 'invoice',
            'documents' => ['status' => 'authorised', 'credit_note_status' => 'authorised', 'reference' => '', 'date' => 'document', 'due_days' => 0,
                'due_terms' => 'after_date', 'due_days_by_method' => [], 'branding_theme' => '', 'amounts' => 'automatic', 'link' => true,
                'zero_totals' => 'send', 'unpaid' => 'send', 'lock_date' => 'hold', 'tax_rounding' => 'lines',
                'payment_date' => 'paid', 'store_credit' => 'account', 'doubtful_rate' => 'xero'],
            'contacts' => ['guests' => 'email', 'guest_name' => 'Guest customers', 'name' => 'person',
                'archived' => 'restore', 'match' => 'email'],
            'items' => ['inventory' => false],
            'tax' => ['automatic' => true, 'map' => [], 'rules' => []],
            'totals' => ['map' => []],
            'payments' => ['map' => [], 'fees' => []],
            'tracking' => [],
            'batch_size' => 50,
            'day_limit' => 0,
            'websites' => [],
            'stores' => [],
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

    public function testEverythingThatCanBeChosenIsInTheDocument(): void
    {
        foreach ([
            'accounts/fixed_product_tax' => ' 260 ',
            'orders/statuses' => 'processing,complete, ,processing',
            'orders/prefix' => 'SO-',
            'documents/status' => 'draft',
            'documents/credit_note_status' => 'Submitted',
            'documents/reference' => ' {order} / {po} ',
            'documents/date' => 'order',
            'documents/due_days' => '14',
            'documents/due_terms' => 'xero',
            'documents/due_days_by_method' => '{"_1":{"method":"banktransfer","days":"30"},"_2":{"method":"","days":"3"},"_3":{"method":"po","days":"20","terms":"of_following_month"},"__empty":""}',
            'documents/branding_theme' => 'a94a78db-5cc6-4e26-a52b-045237e56e6e',
            'documents/amounts' => 'inclusive',
            'documents/link' => '0',
            'documents/zero_totals' => 'skip',
            'documents/unpaid' => 'wait',
            'documents/lock_date' => 'first_open_day',
            'documents/tax_rounding' => 'hold',
            'documents/payment_date' => 'document',
            'documents/store_credit' => 'open',
            'documents/doubtful_rate' => 'hold',
            'contacts/guests' => 'single',
            'contacts/guest_name' => 'Web guests',
            'contacts/name' => 'company',
            'contacts/archived' => 'hold',
            'contacts/match' => 'name',
            'products/inventory' => '1',
            'tax/rules' => '[{"rate":"0.00","applies":"","customer_class":"","country":"de","vat_number":"1","tax_type":"ECZROUTPUT"},'
                . '{"rate":"","applies":"shipping","customer_class":"Wholesale","country":"","vat_number":"","tax_type":"OUTPUT2"},'
                . '{"rate":"20","applies":"","customer_class":"","country":"","vat_number":"0","tax_type":"OUTPUT2"},'
                . '{"rate":"5","tax_type":""}]',
            'totals/map' => [['code' => 'giftcard', 'account' => '820'], ['code' => '*', 'account' => '260']],
            'payments/fees' => '[{"method":"paypal_express","account":"840","percent":"2.9","fixed":"0.30"},'
                . '{"method":"stripe","account":"840","percent":"","fixed":"0.20"},{"method":"checkmo","account":"","percent":"1","fixed":""}]',
            'tracking/rules' => '[{"category":"c1","by":"customer_group","map":{"0":"o1","1":"","2":"o2"},"default":"o9"},{"category":""},'
                . '{"category":"c2","map":[]},{"category":"c3","map":[]}]',
            'limits/batch_size' => '25',
            'limits/day_limit' => '4000',
        ] as $path => $value) {
            $this->set($path, $value);
        }
        $document = $this->build('default');
        self::assertSame('260', $document['accounts']['fixed_product_tax']);
        self::assertSame(
            ['enabled' => true, 'mode' => 'cron', 'prefix' => 'SO-', 'suffix' => '', 'statuses' => ['processing', 'complete']],
            $document['entities']['orders']
        );
        self::assertSame(['status' => 'draft', 'credit_note_status' => 'submitted', 'reference' => '{order} / {po}', 'date' => 'order', 'due_days' => 14,
            'due_terms' => 'xero',
            'due_days_by_method' => ['banktransfer' => ['days' => 30, 'terms' => 'after_date'], 'po' => ['days' => 20, 'terms' => 'of_following_month']], 'branding_theme' => 'a94a78db-5cc6-4e26-a52b-045237e56e6e',
            'amounts' => 'inclusive', 'link' => false, 'zero_totals' => 'skip', 'unpaid' => 'wait',
            'lock_date' => 'first_open_day', 'tax_rounding' => 'hold', 'payment_date' => 'document', 'store_credit' => 'open', 'doubtful_rate' => 'hold'], $document['documents']);
        self::assertSame(['guests' => 'single', 'guest_name' => 'Web guests', 'name' => 'company', 'archived' => 'hold',
            'match' => 'name'], $document['contacts']);
        self::assertSame(['inventory' => true], $document['items']);
        self::assertSame([
            ['rate' => '0', 'applies' => '', 'customer_class' => '', 'country' => 'DE', 'vat_number' => true, 'tax_type' => 'ECZROUTPUT'],
            ['rate' => '', 'applies' => 'shipping', 'customer_class' => 'Wholesale', 'country' => '', 'vat_number' => null,
                'tax_type' => 'OUTPUT2'],
            ['rate' => '20', 'applies' => '', 'customer_class' => '', 'country' => '', 'vat_number' => false, 'tax_type' => 'OUTPUT2'],
        ], $document['tax']['rules']);
        self::assertSame(['giftcard' => '820', '*' => '260'], $document['totals']['map']);
        self::assertSame([
            'paypal_express' => ['account' => '840', 'percent' => '2.9', 'fixed' => '0.30'],
            'stripe' => ['account' => '840', 'percent' => '0', 'fixed' => '0.20'],
        ], $document['payments']['fees']);
        self::assertSame([
            ['category' => 'c1', 'by' => 'customer_group', 'map' => [0 => 'o1', 2 => 'o2'], 'default' => 'o9'],
            ['category' => 'c2', 'by' => 'store', 'map' => [], 'default' => ''],
        ], $document['tracking']);
        self::assertSame([25, 4000], [$document['batch_size'], $document['day_limit']]);
    }

    public function testAPrefixHoldsForItsWebsiteOrStoreViewOnly(): void
    {
        $this->stores = [[3, 3], [4, 3]];
        $this->set('invoices/prefix', 'WEB-');
        $values = &$this->config->values;
        $values['websites/3'] = ['ledgerline_xero/invoices/prefix' => 'EU-'] + $values['default'];
        $values['stores/3'] = $values['websites/3'];
        $values['stores/4'] = ['ledgerline_xero/invoices/prefix' => '', 'ledgerline_xero/creditmemos/suffix' => '-FR'] + $values['websites/3'];
        $document = $this->build('default');
        self::assertSame('WEB-', $document['entities']['invoices']['prefix']);
        self::assertSame([3 => ['entities' => ['invoices' => ['prefix' => 'EU-']]]], $document['websites']);
        self::assertSame(
            [4 => ['entities' => ['invoices' => ['prefix' => ''], 'creditmemos' => ['suffix' => '-FR']]]],
            $document['stores']
        );
    }

    public function testAStoreViewTellsOnlyWhatItsWebsiteDoesNot(): void
    {
        $this->set('documents/due_days', '7');
        $this->config->values['websites/3']['ledgerline_xero/accounts/sales'] = '210';
        $this->config->values['websites/3']['ledgerline_xero/documents/due_days'] = '14';
        // Magento's own fallback hands the website's values down.
        foreach ([4, 5] as $store) {
            $this->config->values['stores/' . $store] = $this->config->values['websites/3'];
        }
        $this->config->values['stores/4']['ledgerline_xero/accounts/sales'] = '211';
        $this->config->values['stores/4']['ledgerline_xero/documents/branding_theme'] = 'theme';
        $this->config->values['stores/4']['ledgerline_xero/documents/link'] = '0';
        $this->config->values['stores/2']['ledgerline_xero/accounts/sales'] = '222';
        $document = $this->build('default');
        self::assertSame([3 => ['accounts' => ['sales' => '210'], 'documents' => ['due_days' => 14]]], $document['websites']);
        self::assertSame(
            [4 => ['accounts' => ['sales' => '211'], 'documents' => ['branding_theme' => 'theme', 'link' => false]]],
            $document['stores']
        );
        self::assertSame([2 => ['accounts' => ['sales' => '222']]], $this->build('website_uk')['stores']);
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
        $storeManager->method('getStores')->willReturn(array_map(function (array $ids) {
            $store = $this->createStub(StoreInterface::class);
            $store->method('getId')->willReturn((string)$ids[0]);
            $store->method('getWebsiteId')->willReturn((string)$ids[1]);
            return $store;
        }, $this->stores));
        $encryptor = $this->createStub(EncryptorInterface::class);
        $encryptor->method('decrypt')->willReturn('decrypted');
        $deployment = $this->createStub(DeploymentConfig::class);
        $deployment->method('get')->willReturnCallback(function ($path) {
            return $this->deployment[$path] ?? null;
        });
        $url = $this->createStub(UrlInterface::class);
        $url->method('getBaseUrl')->willReturn('https://shop.example/');
        $url->method('getAreaFrontName')->willReturn('secret_admin');
        $values = new Values($this->config, new Json());
        return (new SettingsDocument(
            new Settings($values, $this->connections),
            new Secret($values, $this->connections, $storeManager, $encryptor, $deployment),
            new Mappings($values, $this->connections),
            new DocumentRules($values),
            $this->connections,
            $values,
            $storeManager,
            $url
        ))->build($connection);
    }
}
