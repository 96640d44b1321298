<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Controller;

use Magento\Backend\App\Action;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\App\Action\HttpPostActionInterface;
use PHPUnit\Framework\TestCase;

/** A page is read by GET, whatever changes something takes POST alone: Magento asks for a form key there. */
class MethodsTest extends TestCase
{
    /** Connect\Start and Connect\Callback are steps of a window that Xero's page sends on. */
    private const READ = [
        'Connect\Callback', 'Connect\Result', 'Connect\Start', 'Connect\Status', 'DryRun\Index', 'Guide\Image', 'Guide\Index', 'Log\Index', 'Log\View',
        'Overview\Index', 'Payment\Index', 'Queue\Index', 'Reconciliation\Export', 'Reconciliation\Index', 'Reconciliation\State',
        'Record\Panel', 'Record\Preview', 'Requests\Index', 'Tax\Index', 'Totals\Index', 'Tracking\Index',
    ];

    public function testOnlyWhatReadsAnswersGet(): void
    {
        $read = [];
        foreach (glob(dirname(__DIR__, 3) . '/Controller/Adminhtml/*/*.php') ?: [] as $file) {
            $name = basename(dirname($file)) . '\\' . basename($file, '.php');
            $class = new \ReflectionClass("Ledgerline\\Xero\\Controller\\Adminhtml\\$name");
            if ($class->isAbstract()) {
                continue;
            }
            self::assertTrue($class->isSubclassOf(Action::class), $name);
            self::assertNotSame(Action::ADMIN_RESOURCE, $class->getConstant('ADMIN_RESOURCE'), "$name: a right of its own");
            $get = $class->implementsInterface(HttpGetActionInterface::class);
            self::assertNotSame($get, $class->implementsInterface(HttpPostActionInterface::class), $name);
            if ($get) {
                $read[] = $name;
            }
        }

        self::assertSame(self::READ, $read);
    }

    public function testAPageSavesItsOwnTables(): void
    {
        $saved = [];
        foreach (['Payment', 'Tax', 'Totals', 'Tracking'] as $page) {
            $saved[$page] = (new \ReflectionClassConstant("Ledgerline\\Xero\\Controller\\Adminhtml\\$page\\Save", 'PATHS'))->getValue();
        }

        self::assertSame([
            'Payment' => ['payments/map', 'payments/fees'],
            'Tax' => ['tax/map', 'tax/rules'],
            'Totals' => ['totals/map'],
            'Tracking' => ['tracking/rules'],
        ], $saved);
    }
}
