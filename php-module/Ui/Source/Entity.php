<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

use Ledgerline\Xero\Record\Entity as Names;
use Magento\Framework\Data\OptionSourceInterface;

/** Kinds of records, for filters and columns. */
class Entity implements OptionSourceInterface
{
    public function __construct(private readonly Names $names) {}

    public function toOptionArray(): array
    {
        $options = [];
        foreach ($this->names->labels() as $value => $label) {
            $options[] = ['value' => $value, 'label' => $label];
        }
        return $options;
    }
}
