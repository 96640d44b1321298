<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Tests\Magento\Support\User;

/**
 * The store moves into the shop's database, into another one and back to a folder, while the shop sells.
 */
class StoreMoveTest extends ShopTestCase
{
    private string $env;

    private string $before;

    protected function setUp(): void
    {
        parent::setUp();
        // As in a shop: the file decides.
        $this->environment = ['MAGENTO_DC_LEDGERLINE__STORE' => null];
        $this->env = BP . '/app/etc/env.php';
        $this->before = (string)file_get_contents($this->env);
        $this->writeEnv($this->store);
    }

    protected function tearDown(): void
    {
        User::elevated(fn () => file_put_contents($this->env, $this->before));
        foreach ($this->database()->fetchCol("SHOW TABLES LIKE '%ledgerline\\_store'") as $table) {
            foreach ($this->database()->fetchCol('SHOW TABLES LIKE ' . $this->database()->quote(str_replace('_', '\_', substr($table, 0, -strlen('store'))) . '%')) as $one) {
                if (!str_contains($one, 'ledgerline_xero')) {
                    $this->database()->query("DROP TABLE `$one`");
                }
            }
        }
        $this->forgetSender();
        parent::tearDown();
    }

    public function testTheStoreMovesThereAndBackWhileTheShopSellsAndEverythingIsSentOnce(): void
    {
        $sandbox = $this->connect();
        $sales = [$this->sale()];
        $this->drain();
        $sales[] = $this->sale();
        $folder = $this->store;

        $moved = $this->move('mysql');
        self::assertSame(['moved', true, 0], [$moved['state'], $moved['env_written'], $moved['exit_code']]);
        self::assertSame($folder . '/ledgerline.sqlite', $moved['from']);
        self::assertStringNotContainsString('@', $moved['to']);
        self::assertSame('mysql', $this->written());
        $rows = array_column($moved['tables'], 'rows', 'table');
        self::assertSame([1, true, true], [$rows['connection'], $rows['job'] > 0, $rows['link'] > 0]);
        self::assertSame('there', $this->move('mysql')['state']);
        $this->drain();
        $sales[] = $this->sale();

        // A server whose file names the old one.
        $calls = count($sandbox->writes());
        $old = $this->command(['ledgerline:drain', '--json'], ['MAGENTO_DC_LEDGERLINE__STORE' => $folder]);
        self::assertSame(1, $old->wait(), $old->everything());
        self::assertSame('store_moved', $old->json()['error']['code'], $old->everything());
        self::assertStringContainsString($moved['to'], $old->json()['error']['message']);
        self::assertCount($calls, $sandbox->writes());

        // Tables of another name pass for a copy of the shop unless the move says what they are.
        $database = $this->shop()->create(\Ledgerline\Xero\Config\DatabaseAddress::class)->of($this->folder . '/witness');
        $this->move(preg_replace('/([?&]prefix=[^&]*|(?=[?]))/', '', $database) . (str_contains($database, '?') ? '&' : '?') . 'prefix=moved_');
        $this->drain();
        $sales[] = $this->sale();

        $back = $this->move($this->folder . '/back');
        self::assertSame($this->folder . '/back', $this->written());
        self::assertSame($rows['connection'], array_column($back['tables'], 'rows', 'table')['connection']);
        $this->drain();
        self::assertSame(['PAID', 'PAID', 'PAID', 'PAID'], array_map(static fn (string $number): string => $sandbox->document($number)['status'], $sales));
        self::assertCount(4, array_filter($sandbox->writes(), static fn (array $call): bool => str_contains($call['path'], '/Payments')));
    }

    public function testWhatIsInTheWayIsSaidInWords(): void
    {
        $this->connect();
        $nowhere = $this->magento('ledgerline:store:move');
        self::assertSame(1, $nowhere->wait());
        self::assertStringContainsString('--to=mysql', $nowhere->errors());
        // A variable of the environment decides, not the file.
        $decided = $this->command(['ledgerline:store:move', '--to=' . $this->folder . '/other'], ['MAGENTO_DC_LEDGERLINE__STORE' => $this->store]);
        self::assertSame(2, $decided->wait(), $decided->everything());
        self::assertStringContainsString("'store' => '" . $this->folder . "/other'", $decided->output());
        $full = $this->command(['ledgerline:store:move', '--to=' . $this->store, '--json'], ['MAGENTO_DC_LEDGERLINE__STORE' => $this->folder . '/other']);
        self::assertSame(1, $full->wait());
        self::assertSame('store_not_empty', $full->json()['error']['code']);
        self::assertStringContainsString('Nothing was changed', $full->json()['error']['message']);
    }

    public function testWhileItIsClosedTouchesWaitAndACancelledMoveSendsThem(): void
    {
        $sandbox = $this->connect();
        $this->inShop('
            $engine = $shop->get(\Ledgerline\Xero\Api\EngineInterface::class);
            return $engine->moveStore($given["to"], [], static fn (): bool => false)["state"];
        ', ['to' => $this->folder . '/other']);
        $sale = $this->sale();
        self::assertNotSame(0, (int)$this->database()->fetchOne('SELECT COUNT(*) FROM ' . $this->table('ledgerline_xero_touch')));
        $drain = $this->magento('ledgerline:drain', '--json');
        self::assertSame(1, $drain->wait(), $drain->everything());
        self::assertSame('store_moving', $drain->json()['error']['code']);
        self::assertStringContainsString('Nothing is lost', $drain->json()['error']['message']);
        $cancelled = $this->magento('ledgerline:store:move', '--cancel', '--to=' . $this->folder . '/other');
        self::assertSame(0, $cancelled->wait(), $cancelled->everything());
        self::assertStringContainsString('stays at', $cancelled->output());
        $this->drain();
        self::assertSame('PAID', $sandbox->document($sale)['status']);
    }

    private function move(string $to): array
    {
        $move = $this->magento('ledgerline:store:move', '--to=' . $to, '--json');
        self::assertSame(0, $move->wait(), $move->everything());
        return $move->json();
    }

    private function written(): string
    {
        return (string)((static fn (string $file): array => include $file)($this->env)['ledgerline']['store'] ?? '');
    }

    private function writeEnv(string $store): void
    {
        $env = (static fn (string $file): array => include $file)($this->env);
        $env['ledgerline']['store'] = $store;
        User::elevated(fn () => file_put_contents($this->env, '<?php return ' . var_export($env, true) . ';'));
    }

    private function sale(): string
    {
        return $this->inShop('return $records->invoice($records->order())->getIncrementId();');
    }

    private function drain(): void
    {
        $drain = $this->magento('ledgerline:drain', '--json');
        self::assertSame(0, $drain->wait(), $drain->everything());
    }
}
