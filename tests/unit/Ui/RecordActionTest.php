<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Ui;

use Ledgerline\Xero\Ui\Component\RecordAction;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\View\Element\UiComponent\ContextInterface;
use Magento\Framework\View\Element\UiComponent\Processor;
use PHPUnit\Framework\TestCase;

/** The mass actions that view/adminhtml/ui_component adds to Magento's grids. */
class RecordActionTest extends TestCase
{
    /** @dataProvider actions */
    public function testAnActionSendsTheGridsRecordsToItsRoute(string $grid, string $name, string $url, string $right, string $label): void
    {
        $config = $this->config($grid, $name, [$right]);
        self::assertSame([$name, $url, $label], [$config['type'], $config['url'], $config['label']]);
        self::assertArrayNotHasKey('actionDisable', $config);
        self::assertSame($name === 'ledgerline_exclude', isset($config['confirm']['message']));
        self::assertTrue($this->config($grid, $name, [])['actionDisable'], 'without its right');
    }

    public static function actions(): array
    {
        $entities = ['sales_order_grid' => 'order', 'sales_order_invoice_grid' => 'invoice', 'sales_order_creditmemo_grid' => 'creditmemo',
            'customer_listing' => 'customer', 'product_listing' => 'product'];
        $known = [
            'ledgerline_queue' => ['queue', 'Ledgerline_Xero::record_queue', 'Add to Xero queue'],
            'ledgerline_send' => ['send', 'Ledgerline_Xero::record_send', 'Sync to Xero now'],
            'ledgerline_exclude' => ['exclude', 'Ledgerline_Xero::record_exclude', 'Never send to Xero'],
            'ledgerline_include' => ['allow', 'Ledgerline_Xero::record_exclude', 'Allow sending again'],
        ];
        $cases = [];
        foreach (array_keys($entities) as $grid) {
            $xml = new \SimpleXMLElement((string)file_get_contents(dirname(__DIR__, 3) . "/view/adminhtml/ui_component/$grid.xml"));
            foreach ($xml->xpath(sprintf('//action[@class="%s"]/@name', RecordAction::class)) as $name) {
                [$route, $right, $label] = $known[(string)$name];
                $cases["$grid, $name"] = [$grid, (string)$name, "ledgerline_xero/record/$route?entity=$entities[$grid]", $right, $label];
            }
        }
        self::assertCount(20, $cases);
        return $cases;
    }

    public function testAnActionOfAnotherGridIsWhatItsXmlSays(): void
    {
        $told = ['type' => 'exclude', 'label' => 'Never send', 'url' => 'queue/exclude', 'aclResource' => 'Ledgerline_Xero::record_exclude'];
        foreach (['exclude', 'ledgerline_queue'] as $name) {
            self::assertSame($told, array_intersect_key($this->config('ledgerline_xero_queue_listing', $name, [$told['aclResource']], $told), $told));
        }
        self::assertTrue($this->config('ledgerline_xero_queue_listing', 'exclude', [], $told)['actionDisable']);
    }

    public function testTheGridsXmlMaySayOtherwise(): void
    {
        $config = $this->config('sales_order_grid', 'ledgerline_queue', ['Acme_Books::queue'], ['label' => 'Book', 'aclResource' => 'Acme_Books::queue']);
        self::assertSame('Book', $config['label']);
        self::assertArrayNotHasKey('actionDisable', $config);
    }

    /** What the script of a grid is told. */
    private function config(string $grid, string $name, array $rights, array $config = []): array
    {
        $context = $this->createStub(ContextInterface::class);
        $context->method('getNamespace')->willReturn($grid);
        $context->method('getProcessor')->willReturn($this->createStub(Processor::class));
        $context->method('getUrl')->willReturnCallback(
            static fn (string $route, array $parameters): string => $route . '?' . http_build_query($parameters)
        );
        $authorization = $this->createStub(AuthorizationInterface::class);
        $authorization->method('isAllowed')->willReturnCallback(static fn (string $right): bool => in_array($right, $rights, true));
        $action = new RecordAction($context, $authorization, [], ['name' => $name, 'config' => $config]);
        $action->prepare();
        return $action->getConfiguration();
    }
}
