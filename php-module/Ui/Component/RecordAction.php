<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Component;

use Ledgerline\Xero\Snapshot\Reader;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\View\Element\UiComponent\ContextInterface;
use Magento\Ui\Component\Action;

/**
 * A mass action, absent for those who lack the right that it names in "aclResource". Ours in Magento's grids are known by name; others say
 * in their XML what they are.
 */
class RecordAction extends Action
{
    public const RIGHTS = [
        'ledgerline_queue' => 'Ledgerline_Xero::record_queue',
        'ledgerline_send' => 'Ledgerline_Xero::record_send',
        'ledgerline_exclude' => 'Ledgerline_Xero::record_exclude',
        'ledgerline_include' => 'Ledgerline_Xero::record_exclude',
    ];
    private const ENTITIES = [
        'sales_order_grid' => Reader::ORDER,
        'sales_order_invoice_grid' => Reader::INVOICE,
        'sales_order_creditmemo_grid' => Reader::CREDITMEMO,
        'customer_listing' => Reader::CUSTOMER,
        'product_listing' => Reader::PRODUCT,
    ];

    /** @param array|null $actions */
    public function __construct(
        ContextInterface $context,
        private readonly AuthorizationInterface $authorization,
        array $components = [],
        array $data = [],
        $actions = null
    ) {
        parent::__construct($context, $components, $data, $actions);
    }

    public function prepare()
    {
        parent::prepare();
        $config = $this->getConfiguration() + $this->action((string)$this->getName());
        if (!$this->authorization->isAllowed((string)($config['aclResource'] ?? ''))) {
            $config['actionDisable'] = true;
        }
        $this->setData('config', $config);
    }

    /** What the script of one of Magento's grids is told of our actions. */
    private function action(string $name): array
    {
        $entity = self::ENTITIES[$this->getContext()->getNamespace()] ?? '';
        if ($entity === '' || !isset(self::RIGHTS[$name])) {
            return [];
        }
        [$route, $label] = match ($name) {
            'ledgerline_queue' => ['queue', __('Add to Xero queue')],
            'ledgerline_send' => ['send', __('Sync to Xero now')],
            'ledgerline_exclude' => ['exclude', __('Never send to Xero')],
            'ledgerline_include' => ['allow', __('Allow sending again')],
        };
        $action = [
            'type' => $name,
            'label' => (string)$label,
            'url' => $this->getContext()->getUrl("ledgerline_xero/record/$route", ['entity' => $entity]),
            'aclResource' => self::RIGHTS[$name],
        ];
        return $name !== 'ledgerline_exclude' ? $action : $action + ['confirm' => [
            'title' => (string)$label,
            'message' => (string)__(
                'The selected records are removed from the queue and will not be sent to Xero again. Whatever is already in Xero stays there.'
            ),
        ]];
    }
}
