<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Connection\Connection;
use Magento\Backend\Block\Template\Context;

/** Chooses something of Xero: from the list when it was read, else as a text to type. What is saved is never lost from sight. */
abstract class AbstractChoiceField extends AbstractConnectionField
{
    protected $_template = 'Ledgerline_Xero::config/choice-field.phtml';

    public function __construct(Context $context, Connection $connection, protected readonly Choices $choices, array $data = [])
    {
        parent::__construct($context, $connection, $data);
    }

    /** Name of the list in Choices::of(), so that "Refresh" finds the field. */
    abstract public function getList(): string;

    abstract public function getOptions(): array;

    /** The first entry of the list: nothing chosen. */
    abstract public function getEmptyLabel(): string;

    /** How a saved value is named that is no choice any more. */
    public function getGoneLabel(string $value): string
    {
        return $this->choices->gone($this->code(), $value);
    }
}
