<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Component;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineInterface;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\Phrase;
use Magento\Framework\UrlInterface;
use Magento\Framework\View\Element\UiComponent\Control\ButtonProviderInterface;

/** "Send now" above the queue. */
class SendButton implements ButtonProviderInterface
{
    public function __construct(
        private readonly UrlInterface $url,
        private readonly AuthorizationInterface $authorization,
        private readonly AvailabilityInterface $availability,
        private readonly EngineInterface $engine
    ) {}

    public function getButtonData()
    {
        if (!$this->availability->isReady() || !$this->authorization->isAllowed('Ledgerline_Xero::queue_manage')) {
            return [];
        }
        return [
            'label' => $this->label(),
            'class' => 'primary',
            // Without it Magento adds a handler of its own, which follows a link.
            'on_click' => '',
            'data_attribute' => [
                'mage-init' => ['Ledgerline_Xero/js/post' => ['url' => $this->url->getUrl('ledgerline_xero/queue/drain')]],
            ],
            'sort_order' => 10,
        ];
    }

    /** What the button does: sends what is new, and tries what is held or failed again. */
    private function label(): Phrase
    {
        try {
            $stuck = $this->engine->overview([])->attention;
        } catch (\Throwable $thrown) {
            // The page's notice says what is wrong.
            $stuck = 0;
        }
        return $stuck > 0 ? __('Send now, try all held again (%1)', $stuck) : __('Send now');
    }
}
