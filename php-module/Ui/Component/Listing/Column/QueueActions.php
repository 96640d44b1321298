<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Component\Listing\Column;

use Ledgerline\Xero\Ui\Source\JobState;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\UrlInterface;
use Magento\Framework\View\Element\UiComponent\ContextInterface;
use Magento\Framework\View\Element\UiComponentFactory;
use Magento\Ui\Component\Listing\Columns\Column;

/** What can be done with one job, by its state. */
class QueueActions extends Column
{
    /** Actions by state. What is being sent or checked cannot be stopped: Xero may have it already. */
    private const BY_STATE = [
        'waiting' => ['send', 'hold', 'cancel', 'exclude'],
        'held' => ['send', 'cancel', 'exclude'],
        JobState::ON_HOLD => ['send', 'cancel', 'exclude'],
        'failed' => ['send', 'hold', 'cancel', 'exclude'],
        'cancelled' => ['send', 'exclude'],
        // Whose record it is, its words may have wrong: nothing is decided about that record by them.
        'damaged' => ['send', 'remove'],
    ];

    public function __construct(
        ContextInterface $context,
        UiComponentFactory $uiComponentFactory,
        private readonly UrlInterface $url,
        private readonly AuthorizationInterface $authorization,
        array $components = [],
        array $data = []
    ) {
        parent::__construct($context, $uiComponentFactory, $components, $data);
    }

    public function prepare()
    {
        parent::prepare();
        if (!$this->mayManage()) {
            $this->setData('config', ['componentDisabled' => true] + $this->getData('config'));
        }
    }

    public function prepareDataSource(array $dataSource)
    {
        if (!$this->mayManage()) {
            return $dataSource;
        }
        foreach ($dataSource['data']['items'] ?? [] as $i => $item) {
            foreach (self::BY_STATE[$item['state']] ?? [] as $action) {
                if ($action === 'exclude' && !$this->authorization->isAllowed('Ledgerline_Xero::record_exclude')) {
                    continue;
                }
                $dataSource['data']['items'][$i][$this->getData('name')][$action] = $this->action($action, $item);
            }
        }
        return $dataSource;
    }

    private function action(string $action, array $item): array
    {
        $labels = ['send' => __('Send now'), 'hold' => __('Hold'), 'cancel' => __('Cancel'),
            'exclude' => __('Never send'), 'remove' => __('Remove')];
        $entry = [
            'href' => $this->url->getUrl('ledgerline_xero/queue/' . $action, ['id' => $item['id']]),
            'label' => $labels[$action],
            'post' => true,
        ];
        if ($action === 'cancel') {
            $entry['confirm'] = [
                'title' => __('Cancel %1', $item['number'] !== '' ? $item['number'] : '#' . $item['entity_id']),
                'message' => __('It will not be sent to Xero unless the record changes again.'),
                'yes' => __('Cancel document'),
            ];
        }
        if ($action === 'remove') {
            $entry['confirm'] = [
                'title' => __('Remove the damaged line'),
                'message' => __('Only this line is removed. Its record is not sent by it; Send now reads the record from the shop again.'),
                'yes' => __('Remove'),
            ];
        }
        if ($action === 'exclude') {
            $entry['confirm'] = [
                'title' => __('Never send %1', $item['number'] !== '' ? $item['number'] : '#' . $item['entity_id']),
                'message' => __('The record will no longer be sent to Xero, and leaves the queue. Whatever is already in Xero stays there.'),
                'yes' => __('Never send'),
            ];
        }
        return $entry;
    }

    private function mayManage(): bool
    {
        return $this->authorization->isAllowed('Ledgerline_Xero::queue_manage');
    }
}
