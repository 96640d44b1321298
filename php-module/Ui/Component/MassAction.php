<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Component;

use Magento\Framework\AuthorizationInterface;
use Magento\Framework\View\Element\UiComponent\ContextInterface;
use Magento\Ui\Component\MassAction as MagentoMassAction;

/** Mass actions, absent for those who lack the right that the listing names in "aclResource". */
class MassAction extends MagentoMassAction
{
    public function __construct(
        ContextInterface $context,
        private readonly AuthorizationInterface $authorization,
        array $components = [],
        array $data = []
    ) {
        parent::__construct($context, $components, $data);
    }

    public function prepare()
    {
        parent::prepare();
        $config = $this->getConfiguration();
        if (!$this->authorization->isAllowed((string)($config['aclResource'] ?? ''))) {
            $this->setData('config', ['componentDisabled' => true, 'actions' => []] + $config);
        }
    }
}
