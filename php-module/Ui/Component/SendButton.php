<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Component;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\UrlInterface;
use Magento\Framework\View\Element\UiComponent\Control\ButtonProviderInterface;

/**
 * "Sync now" above the queue.
 */
class SendButton implements ButtonProviderInterface
{
    /**
     * @var UrlInterface
     */
    private $url;

    /**
     * @var AuthorizationInterface
     */
    private $authorization;

    /**
     * @var AvailabilityInterface
     */
    private $availability;

    /**
     * @param UrlInterface $url
     * @param AuthorizationInterface $authorization
     * @param AvailabilityInterface $availability
     */
    public function __construct(UrlInterface $url, AuthorizationInterface $authorization, AvailabilityInterface $availability)
    {
        $this->url = $url;
        $this->authorization = $authorization;
        $this->availability = $availability;
    }

    /**
     * @inheritdoc
     */
    public function getButtonData()
    {
        if (!$this->availability->isReady() || !$this->authorization->isAllowed('Ledgerline_Xero::queue_manage')) {
            return [];
        }
        return [
            'label' => __('Sync now'),
            'class' => 'primary',
            // Without it Magento adds a handler of its own, which follows a link.
            'on_click' => '',
            'data_attribute' => [
                'mage-init' => ['Ledgerline_Xero/js/post' => ['url' => $this->url->getUrl('ledgerline_xero/queue/drain')]],
            ],
            'sort_order' => 10,
        ];
    }
}
