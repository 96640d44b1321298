<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Record;

use Ledgerline\Xero\Record\Access;
use Magento\Backend\Block\Template;
use Magento\Backend\Block\Template\Context;
use Magento\Backend\Block\Widget\Tab\TabInterface as OrderTab;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Ui\Component\Layout\Tabs\TabInterface as FormTab;

/**
 * The place for "Xero" on a record's page. What is in it is fetched when somebody looks, so that the page costs nothing.
 */
class Tab extends Template implements OrderTab, FormTab
{
    /**
     * @var string
     */
    protected $_template = 'Ledgerline_Xero::record/tab.phtml';

    /**
     * @param Context $context
     * @param Access $access
     * @param Json $json
     * @param array $data entity, parameter (of the request, with the record's id)
     */
    public function __construct(
        Context $context,
        private readonly Access $access,
        private readonly Json $json,
        array $data = []
    ) {
        parent::__construct($context, $data);
    }

    /**
     * What the script needs.
     *
     * @return string
     */
    public function getInit(): string
    {
        return $this->json->serialize(['Ledgerline_Xero/js/record/tab' => [
            'url' => $this->getUrl('ledgerline_xero/record/panel', ['entity' => $this->getEntity(), 'id' => $this->getRecordId()]),
        ]]);
    }

    /**
     * The attribute that starts the script: forms insert their parts late, and start no scripts in them.
     *
     * @return string
     */
    public function getInitAttribute(): string
    {
        return $this->getData('in_form') ? 'data-late' : 'data-mage-init';
    }

    /**
     * Whether the page needs a headline of ours.
     *
     * @return bool
     */
    public function hasTitle(): bool
    {
        return (bool)$this->getData('title');
    }

    /**
     * @inheritdoc
     */
    public function getTabLabel()
    {
        return __('Xero');
    }

    /**
     * @inheritdoc
     */
    public function getTabTitle()
    {
        return __('Xero');
    }

    /**
     * @inheritdoc
     */
    public function canShowTab()
    {
        return $this->getRecordId() > 0 && $this->access->has('record') && $this->access->isAllowed($this->getEntity());
    }

    /**
     * @inheritdoc
     */
    public function isHidden()
    {
        return !$this->canShowTab();
    }

    /**
     * @inheritdoc
     */
    public function getTabClass()
    {
        return '';
    }

    /**
     * @inheritdoc
     */
    public function getTabUrl()
    {
        // To the tab script of orders an empty address is one to load.
        return '#';
    }

    /**
     * @inheritdoc
     */
    public function isAjaxLoaded()
    {
        return false;
    }

    /**
     * @inheritdoc
     */
    protected function _toHtml()
    {
        return $this->canShowTab() ? parent::_toHtml() : '';
    }

    /**
     * What kind of record.
     *
     * @return string
     */
    private function getEntity(): string
    {
        return (string)$this->getData('entity');
    }

    /**
     * The record's id; 0 while it is new.
     *
     * @return int
     */
    private function getRecordId(): int
    {
        return (int)$this->getRequest()->getParam((string)$this->getData('parameter'));
    }
}
