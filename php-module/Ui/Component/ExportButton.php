<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Component;

use Magento\Framework\AuthorizationInterface;
use Magento\Framework\UrlInterface;
use Magento\Framework\View\Element\UiComponent\ContextInterface;
use Magento\Ui\Component\ExportButton as MagentoExportButton;

/** The export button, absent for those who lack the right that the listing names in "aclResource". */
class ExportButton extends MagentoExportButton
{
    public function __construct(
        ContextInterface $context,
        UrlInterface $urlBuilder,
        private readonly AuthorizationInterface $authorization,
        array $components = [],
        array $data = []
    ) {
        parent::__construct($context, $urlBuilder, $components, $data);
    }

    public function prepare()
    {
        parent::prepare();
        $config = $this->getData('config');
        if (!$this->authorization->isAllowed((string)($config['aclResource'] ?? ''))) {
            $config['componentDisabled'] = true;
            $this->setData('config', $config);
        }
    }
}
