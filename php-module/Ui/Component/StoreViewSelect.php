<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Component;

use Ledgerline\Xero\Ui\Source\StoreViewFilter;
use Magento\Framework\Api\FilterBuilder;
use Magento\Framework\View\Element\UiComponent\ContextInterface;
use Magento\Framework\View\Element\UiComponentFactory;
use Magento\Ui\Component\Filters\FilterModifier;
use Magento\Ui\Component\Filters\Type\Select;

/**
 * The filter by store view, whether or not the column is shown; absent in a shop with one.
 */
class StoreViewSelect extends Select
{
    /**
     * @param ContextInterface $context
     * @param UiComponentFactory $uiComponentFactory
     * @param FilterBuilder $filterBuilder
     * @param FilterModifier $filterModifier
     * @param StoreViewFilter $views
     * @param array $components
     * @param array $data
     */
    public function __construct(
        ContextInterface $context,
        UiComponentFactory $uiComponentFactory,
        FilterBuilder $filterBuilder,
        FilterModifier $filterModifier,
        private StoreViewFilter $views,
        array $components = [],
        array $data = []
    ) {
        parent::__construct($context, $uiComponentFactory, $filterBuilder, $filterModifier, $views, $components, $data);
    }

    /**
     * @inheritdoc
     */
    public function prepare()
    {
        parent::prepare();
        if (!$this->views->isUseful()) {
            $this->setData('config', ['componentDisabled' => true] + $this->getData('config'));
        }
    }
}
