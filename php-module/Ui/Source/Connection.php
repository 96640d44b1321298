<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Connection\Connection as Names;
use Magento\Framework\Data\OptionSourceInterface;

/** Connections by code, named after the part of the shop that they belong to. */
class Connection implements OptionSourceInterface
{
    public function __construct(private readonly Connections $connections, private readonly Names $names) {}

    public function toOptionArray(): array
    {
        $options = [];
        foreach ($this->connections->all() as $code) {
            $options[] = ['value' => $code, 'label' => $this->names->place($code)];
        }
        return $options;
    }
}
