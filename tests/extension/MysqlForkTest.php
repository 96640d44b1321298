<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Xero\Tests\Extension\Support\Shop;

/** A child must neither speak over its parent's connection to the database server nor end it. */
class MysqlForkTest extends ExtensionTestCase
{
    private const FORKS = <<<'PHP'
$put = function (int $first, int $last) use ($engine): int {
    $accepted = 0;
    foreach (range($first, $last) as $number) {
        $accepted += $engine->enqueue([Shop::customer($number)])['accepted'];
    }
    return $accepted;
};
$engine->configure('default', Shop::settings());
$accepted = $put(1, 1);
$ended = [];
foreach ([100, 200, 300] as $first) {
    $child = pcntl_fork();
    if ($child === 0) {
        exit($put($first, $first + 20));
    }
    $children[] = $child;
    $accepted += $put($first + 50, $first + 60);
}
foreach ($children as $child) {
    pcntl_waitpid($child, $status);
    $ended[] = pcntl_wexitstatus($status);
}
$accepted += $put(2, 5);
echo json_encode([
    'accepted' => $accepted, 'ended' => $ended, 'queued' => array_sum(array_column($engine->counts()['jobs'], 'count')),
    'store' => $engine->health()['store'],
]);
PHP;

    public function testProcessesThatForkLoseNothingAndKeepTheirConnections(): void
    {
        $server = (string)getenv('LEDGERLINE_TEST_MYSQL');
        if ($server === '') {
            self::markTestSkipped('It needs a server: scripts/with-mariadb.');
        }
        // The database that every server has; the server goes with this run.
        $address = str_replace('/?', '/mysql?', $server) . '&prefix=fork' . getmypid() . '_';
        $found = $this->start(self::FORKS, ['options' => Shop::options($address)])->json();
        self::assertSame(1 + 3 * 11 + 4, $found['accepted']);
        self::assertSame([21, 21, 21], $found['ended']);
        self::assertSame(1 + 3 * 11 + 4 + 3 * 21, $found['queued']);
        self::assertTrue($found['store']['ok']);
        self::assertStringStartsWith('mysql:', $found['store']['path']);
        self::assertStringNotContainsString('root', $found['store']['path']);
    }
}
