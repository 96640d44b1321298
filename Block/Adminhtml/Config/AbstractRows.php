<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Connection\Connection;
use Magento\Backend\Block\Template\Context;
use Magento\Config\Block\System\Config\Form\Field\FieldArray\AbstractFieldArray;
use Magento\Framework\Data\Form\Element\AbstractElement;
use Magento\Framework\Serialize\Serializer\Json;

/**
 * A table of rows in the configuration page: what the shop has on the left, what Xero has on the right.
 *
 * The rows are drawn by a script from plain data, so that the page needs no inline script and lists can be refreshed in place.
 */
abstract class AbstractRows extends AbstractFieldArray
{
    protected $_template = 'Ledgerline_Xero::config/rows.phtml';

    /** @var bool */
    protected $_addAfter = false;

    public function __construct(
        Context $context,
        protected readonly Choices $choices,
        private readonly Connection $connection,
        private readonly Json $json,
        array $data = []
    ) {
        parent::__construct($context, $data);
    }

    /**
     * The columns for the script.
     * @return array[] name, label, kind ("choice", "suggestion" or "text"), list (name of a refreshable list) or options, empty
     */
    abstract public function getColumnData(): array;

    /** A line under an empty table. */
    abstract public function getEmptyText(): string;

    /** Label of the button that adds a row for everything the shop has, or an empty text. */
    public function getFillLabel(): string
    {
        return '';
    }

    /** @return string[] what the button adds: values of the first column */
    public function getFillValues(): array
    {
        return [];
    }

    public function getInit(): string
    {
        $rows = [];
        foreach ($this->getArrayRows() as $id => $row) {
            $cells = ['_id' => (string)$id];
            foreach ($this->getColumnData() as $column) {
                $cells[$column['name']] = (string)$row->getData($column['name']);
            }
            $rows[] = $cells;
        }
        return $this->json->serialize(['Ledgerline_Xero/js/config/rows' => [
            'name' => $this->getElement()->getName(),
            'id' => $this->getElement()->getHtmlId(),
            'columns' => $this->getColumnData(),
            'rows' => $rows,
            'fill' => $this->getFillValues(),
            'disabled' => (bool)$this->getElement()->getDisabled(),
        ]]);
    }

    protected function _prepareToRender()
    {
        foreach ($this->getColumnData() as $column) {
            $this->addColumn($column['name'], ['label' => $column['label']]);
        }
        $this->_addButtonLabel = __('Add row');
    }

    /** A table needs more room than a field: it takes the columns of the scope label and the hint as well. */
    protected function _renderValue(AbstractElement $element)
    {
        return (string)preg_replace('/^<td class="value/', '<td colspan="3" class="value', parent::_renderValue($element));
    }

    protected function _renderHint(AbstractElement $element)
    {
        return '';
    }

    protected function code(): string
    {
        return $this->connection->ofPage($this->getRequest());
    }
}
