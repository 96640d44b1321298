<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Record;

use Ledgerline\Xero\Record\Access;
use Magento\Backend\Block\Template;
use Magento\Backend\Block\Template\Context;
use Magento\Backend\Block\Widget\Tab\TabInterface as OrderTab;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Ui\Component\Layout\Tabs\TabInterface as FormTab;

/** The place for "Xero" on a record's page. What is in it is fetched when somebody looks, so that the page costs nothing. */
class Tab extends Template implements OrderTab, FormTab
{
    protected $_template = 'Ledgerline_Xero::record/tab.phtml';

    /** @param array $data entity, parameter (of the request, with the record's id) */
    public function __construct(Context $context, private readonly Access $access, private readonly Json $json, array $data = [])
    {
        parent::__construct($context, $data);
    }

    public function getInit(): string
    {
        return $this->json->serialize(['Ledgerline_Xero/js/record/tab' => [
            'url' => $this->getUrl('ledgerline_xero/record/panel', ['entity' => $this->getEntity(), 'id' => $this->getRecordId()]),
        ]]);
    }

    /** The attribute that starts the script: forms insert their parts late, and start no scripts in them. */
    public function getInitAttribute(): string
    {
        return $this->getData('in_form') ? 'data-late' : 'data-mage-init';
    }

    /** Whether the page needs a headline of ours. */
    public function hasTitle(): bool
    {
        return (bool)$this->getData('title');
    }

    public function getTabLabel()
    {
        return __('Xero');
    }

    public function getTabTitle()
    {
        return __('Xero');
    }

    public function canShowTab()
    {
        return $this->getRecordId() > 0 && $this->access->has('record') && $this->access->isAllowed($this->getEntity());
    }

    public function isHidden()
    {
        return !$this->canShowTab();
    }

    public function getTabClass()
    {
        return '';
    }

    public function getTabUrl()
    {
        // To the tab script of orders an empty address is one to load.
        return '#';
    }

    public function isAjaxLoaded()
    {
        return false;
    }

    protected function _toHtml()
    {
        return $this->canShowTab() ? parent::_toHtml() : '';
    }

    private function getEntity(): string
    {
        return (string)$this->getData('entity');
    }

    /** The record's id; 0 while it is new. */
    private function getRecordId(): int
    {
        return (int)$this->getRequest()->getParam((string)$this->getData('parameter'));
    }
}
