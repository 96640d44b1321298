<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\App\Action\Context;
use Magento\Framework\Controller\Result\JsonFactory;

/** What every button's question needs, so that a controller names only what is its own. */
class AnswerContext
{
    public function __construct(
        public readonly Context $action,
        public readonly JsonFactory $jsonFactory,
        public readonly Problem $problem,
        public readonly Connection $connection,
        public readonly EngineInterface $engine
    ) {}
}
