<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Mapping;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Model\Choices;
use Ledgerline\Xero\Model\Connection;
use Ledgerline\Xero\Model\Display;
use Ledgerline\Xero\Model\Interruption;
use Ledgerline\Xero\Model\Mapping\State;
use Ledgerline\Xero\Model\Mapping\Writer;
use Magento\Framework\Serialize\Serializer\Json;

/**
 * What every mapping page needs, so that each of them only asks for its own table.
 */
class PageContext
{
    /**
     * @param Connection $connection
     * @param Connections $connections
     * @param Choices $choices
     * @param Writer $writer
     * @param State $state
     * @param Json $json
     * @param Display $display
     * @param Interruption $interruption
     */
    public function __construct(
        public readonly Connection $connection,
        public readonly Connections $connections,
        public readonly Choices $choices,
        public readonly Writer $writer,
        public readonly State $state,
        public readonly Json $json,
        public readonly Display $display,
        public readonly Interruption $interruption
    ) {
    }
}
