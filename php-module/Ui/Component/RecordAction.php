<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Component;

use Magento\Framework\AuthorizationInterface;
use Magento\Framework\View\Element\UiComponent\ContextInterface;
use Magento\Ui\Component\Action;

/** A mass action in one of Magento's grids, absent for those who lack the right that it names in "aclResource". */
class RecordAction extends Action
{
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
        $config = $this->getConfiguration();
        if (!$this->authorization->isAllowed((string)($config['aclResource'] ?? ''))) {
            $this->setData('config', ['actionDisable' => true] + $config);
        }
    }
}
