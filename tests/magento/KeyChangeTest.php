<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

/**
 * The shop gets a new key, by Magento's command or by its model: what Magento and the store encrypted stays readable, and the store then needs the newest one
 * only.
 */
class KeyChangeTest extends ShopTestCase
{
    private string $file = '';

    private string $before = '';

    protected function setUp(): void
    {
        parent::setUp();
        $this->file = getenv('MAGENTO_ROOT') . '/app/etc/env.php';
        $this->before = (string)file_get_contents($this->file);
    }

    protected function tearDown(): void
    {
        file_put_contents($this->file, $this->before);
        parent::tearDown();
    }

    /** @dataProvider ways */
    public function testTheShopSendsOnAndTheStoreNeedsTheNewKeyOnly(string $way): void
    {
        $sandbox = $this->connect();
        $old = $this->keys();
        self::assertSame(['connected'], $this->states($old));
        if ($way === 'model') {
            $this->inShop(
                '$shop->create(\Magento\EncryptionKey\Model\ResourceModel\Key\Change::class)->changeEncryptionKey(); $shop->get(\Magento\Framework\App\CacheInterface::class)->clean();',
                [],
                'adminhtml'
            );
        } else {
            $change = $this->magento('encryption:key:change');
            self::assertSame(0, $change->wait(), $change->everything());
        }
        $newest = array_slice($this->keys(), count($old));
        self::assertCount(1, $newest);
        self::assertSame(['needs_connection'], $this->states($newest));

        $number = $this->inShop('return $records->invoice($records->order())->getIncrementId();');
        $drain = $this->magento('ledgerline:drain', '--json');
        self::assertSame(0, $drain->wait(), $drain->everything());
        self::assertSame('PAID', $sandbox->document($number)['status']);
        self::assertSame(['connected'], $this->states($newest), 'sealed again');
        self::assertSame('sandbox-custom-secret', $this->inShop('return $shop->get(\Ledgerline\Xero\Config\Secret::class)->of("default");'));
        // A new token is asked for with the secret.
        $lists = $this->magento('ledgerline:connect', '--json');
        self::assertSame(0, $lists->wait(), $lists->everything());
    }

    public static function ways(): array
    {
        return ['the command' => ['command'], 'the model of the admin' => ['model']];
    }

    /** @return string[] the oldest first */
    private function keys(): array
    {
        if (function_exists('opcache_invalidate')) {
            opcache_invalidate($this->file, true);
        }
        return preg_split('/\s+/', trim((include $this->file)['crypt']['key']));
    }

    /**
     * How the connections stand for a shop that has only these keys.
     *
     * @param string[] $keys
     * @return string[]
     */
    private function states(array $keys): array
    {
        $engine = new \Ledgerline\Native\Engine(['store' => $this->store, 'keys' => $keys, 'xero_url' => $this->xero]);
        return array_column($engine->connections(), 'state');
    }
}
