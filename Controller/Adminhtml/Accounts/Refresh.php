<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Accounts;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Catalogue\FreshLists;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Controller\Result\JsonFactory;

/** Reads accounts and tax rates from Xero again. */
class Refresh extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::config';

    public function __construct(
        Context $context,
        JsonFactory $jsonFactory,
        Problem $problem,
        Connection $connection,
        private readonly EngineInterface $engine,
        private readonly Choices $choices,
        private readonly FreshLists $lists
    ) {
        parent::__construct($context, $jsonFactory, $problem, $connection);
    }

    protected function answer(string $connection): array
    {
        // After connecting, the window may have read them already.
        if (!$this->getRequest()->getParam('recent') || !$this->lists->isFresh($connection)) {
            $this->engine->catalogue($connection, true);
        }
        return ['choices' => $this->choices->of($connection)];
    }
}
