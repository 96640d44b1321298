<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

/** A day, typed as YYYY-MM-DD or taken from Magento's calendar. */
class DateField extends AbstractTemplateField
{
    protected $_template = 'Ledgerline_Xero::config/date-field.phtml';
}
