<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Component;

use Ledgerline\Xero\Ui\Source\StoreViewFilter;
use Magento\Ui\Component\Filters\Type\Select;

/** The filter by store view, whether or not the column is shown; absent in a shop with one. */
class StoreViewSelect extends Select
{
    public function prepare()
    {
        parent::prepare();
        if ($this->optionsProvider instanceof StoreViewFilter && !$this->optionsProvider->isUseful()) {
            $this->setData('config', ['componentDisabled' => true] + $this->getData('config'));
        }
    }
}
