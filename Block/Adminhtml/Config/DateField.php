<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Magento\Config\Block\System\Config\Form\Field;
use Magento\Framework\Data\Form\Element\AbstractElement;

/** A day, typed as YYYY-MM-DD or taken from Magento's calendar. */
class DateField extends Field
{
    protected $_template = 'Ledgerline_Xero::config/date-field.phtml';

    protected function _getElementHtml(AbstractElement $element)
    {
        $this->setData('element', $element);
        return $this->_toHtml();
    }
}
