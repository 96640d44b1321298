<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml;

use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Connection\Interruption;
use Ledgerline\Xero\Mapping\MappingState;
use Ledgerline\Xero\Mapping\Writer;
use Ledgerline\Xero\Text\Display;
use Magento\Framework\Serialize\Serializer\Json;

/** What every page about a connection needs, so that each of them asks only for its own. */
class PageContext
{
    public function __construct(
        public readonly Connection $connection,
        public readonly Connections $connections,
        public readonly Choices $choices,
        public readonly Writer $writer,
        public readonly MappingState $state,
        public readonly Json $json,
        public readonly Display $display,
        public readonly Interruption $interruption
    ) {}
}
