<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

/**
 * The example of docs/deployment.md: a shop that is configured by its environment alone.
 */
class DeploymentTest extends ShopTestCase
{
    protected function tearDown(): void
    {
        $this->environment = [];
        $this->clean();
        parent::tearDown();
    }

    public function testTheEnvironmentAloneConfiguresAShop(): void
    {
        $sandbox = $this->sandbox();
        $path = 'CONFIG__DEFAULT__LEDGERLINE_XERO__';
        // Magento reads $_ENV, which PHP fills only when told to.
        mkdir($this->folder . '/ini');
        file_put_contents($this->folder . '/ini/env.ini', 'variables_order = "EGPCS"');
        $this->environment = [
            'PHP_INI_SCAN_DIR' => getenv('PHP_INI_SCAN_DIR') . ':' . $this->folder . '/ini',
            $path . 'CONNECTION__TYPE' => 'custom', $path . 'CONNECTION__CLIENT_ID' => 'sandbox-custom', $path . 'CONNECTION__CLIENT_SECRET' => 'sandbox-custom-secret',
            $path . 'ACCOUNTS__BANK' => '090', $path . 'ACCOUNTS__SALES' => '200', $path . 'TAX__MAP' => '[{"rate":"20","tax_type":"OUTPUT2"}]',
        ];
        $this->clean();
        foreach (['connect', 'lists --refresh', 'status'] as $line) {
            $process = $this->magento(...explode(' ', "ledgerline:$line --json"));
            self::assertSame(0, $process->wait(), $line . $process->everything());
        }
        $export = $this->magento('ledgerline:mappings:export');
        self::assertSame(0, $export->wait(), $export->everything());
        self::assertSame([['rate' => '20', 'tax_type' => 'OUTPUT2']], $export->json()['connections']['default']['tax/map']);
        $number = $this->inShop('return $records->invoice($records->order())->getIncrementId();');
        self::assertSame(0, $this->magento('ledgerline:drain')->wait());
        self::assertSame('PAID', $sandbox->document($number)['status']);

        // What the environment says cannot be changed here.
        file_put_contents($this->folder . '/m.json', '{"version":1,"connections":{"default":{"tax/map":[{"rate":"20","tax_type":"NONE"}]}}}');
        $import = $this->magento('ledgerline:mappings:import', $this->folder . '/m.json');
        self::assertSame(1, $import->wait(), $import->everything());
        self::assertStringContainsString('environment', $import->errors());
    }

    private function clean(): void
    {
        $this->magento('cache:clean', 'config')->wait();
    }
}
