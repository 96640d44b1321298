<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Component\Listing\Column;

use Ledgerline\Xero\Config\Connections;
use Magento\Framework\View\Element\UiComponent\ContextInterface;
use Magento\Framework\View\Element\UiComponentFactory;
use Magento\Ui\Component\Listing\Columns\Column;

/** Whose books a line or job belongs to: shown from the start where the shop keeps more than one company's. */
class Connection extends Column
{
    public function __construct(
        ContextInterface $context,
        UiComponentFactory $uiComponentFactory,
        private readonly Connections $connections,
        array $components = [],
        array $data = []
    ) {
        parent::__construct($context, $uiComponentFactory, $components, $data);
    }

    public function prepare()
    {
        $this->setData('config', ['visible' => count($this->connections->all()) > 1] + (array)$this->getData('config'));
        parent::prepare();
    }
}
