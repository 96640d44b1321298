<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Model\AccountRole;
use Ledgerline\Xero\Model\Choices;
use Ledgerline\Xero\Model\Connection;
use Magento\Backend\Block\Template\Context;
use Magento\Config\Block\System\Config\Form\Field;
use Magento\Framework\Data\Form\Element\AbstractElement;
use Magento\Framework\View\Helper\SecureHtmlRenderer;

/**
 * Chooses an account of Xero: from the list when it was read, else as a code to type. What is saved is never lost from sight.
 */
class AccountField extends Field
{
    /**
     * @var string
     */
    protected $_template = 'Ledgerline_Xero::config/account-field.phtml';

    /**
     * @var Connection
     */
    private $connection;

    /**
     * @var Choices
     */
    private $choices;

    /**
     * @param Context $context
     * @param Connection $connection
     * @param Choices $choices
     * @param array $data
     * @param SecureHtmlRenderer|null $secureRenderer
     */
    public function __construct(
        Context $context,
        Connection $connection,
        Choices $choices,
        array $data = [],
        ?SecureHtmlRenderer $secureRenderer = null
    ) {
        parent::__construct($context, $data, $secureRenderer);
        $this->connection = $connection;
        $this->choices = $choices;
    }

    /**
     * The purpose of the account: the field's id.
     *
     * @return string
     */
    public function getRole(): string
    {
        return (string)($this->getData('element')->getData('field_config')['id'] ?? '');
    }

    /**
     * Fitting accounts.
     *
     * @return array[]
     */
    public function getOptions(): array
    {
        return $this->choices->accounts($this->connection->ofPage($this->getRequest()), $this->getRole());
    }

    /**
     * The first entry of the list: nothing chosen.
     *
     * @return string
     */
    public function getEmptyLabel(): string
    {
        return in_array($this->getRole(), AccountRole::REQUIRED, true)
            ? (string)__('-- Please choose --')
            : (string)__('-- None --');
    }

    /**
     * @inheritdoc
     */
    protected function _getElementHtml(AbstractElement $element)
    {
        $this->setData('element', $element);
        return $this->_toHtml();
    }
}
