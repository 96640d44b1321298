<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Xero\Tests\Extension\Support\Php;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

/** What valgrind says of a process that connects, queues, sends, is refused and ends. scripts/bench memory counts over 100,000 calls. */
class MemoryTest extends ExtensionTestCase
{
    public function testNothingIsReadThatWasNotWrittenAndNothingIsLost(): void
    {
        if (trim((string)shell_exec('command -v valgrind')) === '') {
            self::markTestSkipped('valgrind is not installed.');
        }
        $this->sandbox();
        // Valgrind sees PHP's values only when each is an allocation of its own, and names of functions only while the library is loaded.
        $command = Php::start($this->folder, self::WORK, ['options' => $this->options()], [
            'environment' => ['USE_ZEND_ALLOC' => '0', 'ZEND_DONT_UNLOAD_MODULES' => '1'],
            'before' => [
                'valgrind', '--quiet', '--leak-check=full', '--errors-for-leak-kinds=definite,indirect', '--show-leak-kinds=definite,indirect',
                '--num-callers=40', '--error-exitcode=99', '--log-file=' . $this->folder . '/valgrind',
            ],
        ]);
        self::assertSame(0, $command->wait(300), (string)file_get_contents($this->folder . '/valgrind') . $command->everything());
        self::assertSame('["paid",2]', trim($command->everything()));
        self::assertCount(3, $this->sandbox->invoices());
    }

    private const WORK = <<<'PHP'
Shop::connect($engine);
$refused = 0;
$try = static function (callable $call) use (&$refused): void {
    try {
        $call();
    } catch (\Throwable) {
        $refused++;
    }
};
$engine->enqueue([...Shop::invoices(1, 3), ['kind' => 'invoice', 'id' => "\xff"]]);
$try(static fn () => $engine->cursor([]));
// The exception of a progress function passes through the drain.
$try(static fn () => $engine->drain(['seconds' => 60], static fn () => throw new \RuntimeException('stop')));
$engine->drain(['seconds' => 60], static fn (): bool => true);
foreach (['jobs', 'log', 'counts', 'messages', 'codes', 'health'] as $method) {
    $engine->$method();
}
$engine->preview(Shop::invoice(4));
$engine->links('invoice', '1');
echo json_encode([$engine->counts()['jobs'] === [] ? 'nothing' : 'paid', $refused]);
PHP;
}
