<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Ui;

use Ledgerline\Xero\Ui\Component\Listing\Column\QueueActions;
use Ledgerline\Xero\Ui\Source\JobState;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\UrlInterface;
use Magento\Framework\View\Element\UiComponent\ContextInterface;
use Magento\Framework\View\Element\UiComponentFactory;
use PHPUnit\Framework\TestCase;

class QueueActionsTest extends TestCase
{
    /** What is being sent or looked up, or is in Xero, is in nobody's hands. */
    private const UNDER_WAY = ['running', 'unknown', 'done'];

    public function testEveryStateOffersWhatIsRightInIt(): void
    {
        foreach (array_column((new JobState())->toOptionArray(), 'value') as $state) {
            $offered = array_keys($this->actions($state));
            in_array($state, self::UNDER_WAY, true)
                ? self::assertSame([], $offered, $state)
                : self::assertSame('send', $offered[0] ?? null, $state);
        }
    }

    public function testADamagedLineIsSentFromTheShopAgainOrRemovedAndNothingElse(): void
    {
        $actions = $this->actions('damaged');
        self::assertSame(['send', 'remove'], array_keys($actions));
        self::assertSame('/ledgerline_xero/queue/remove', $actions['remove']['href']);
        self::assertSame('Remove', (string)$actions['remove']['confirm']['yes']);
    }

    public function testEveryStateHasABadge(): void
    {
        $listing = simplexml_load_file(dirname(__DIR__, 3) . '/view/adminhtml/ui_component/ledgerline_xero_queue_listing.xml');
        $named = array_map('strval', $listing->xpath('//column[@name="state"]//item[@name="severities"]/item/@name'));
        self::assertSame([], array_diff(array_column((new JobState())->toOptionArray(), 'value'), $named));
    }

    private function actions(string $state): array
    {
        $url = $this->createMock(UrlInterface::class);
        $url->method('getUrl')->willReturnCallback(static fn (string $route): string => '/' . $route);
        $authorization = $this->createMock(AuthorizationInterface::class);
        $authorization->method('isAllowed')->willReturn(true);
        $column = new QueueActions(
            $this->createMock(ContextInterface::class),
            $this->createMock(UiComponentFactory::class),
            $url,
            $authorization,
            [],
            ['name' => 'actions']
        );
        $item = ['id' => 3, 'state' => $state, 'number' => '1001', 'entity_id' => '5'];
        return $column->prepareDataSource(['data' => ['items' => [$item]]])['data']['items'][0]['actions'] ?? [];
    }
}
