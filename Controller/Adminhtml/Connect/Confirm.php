<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Connect;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Catalogue\FreshLists;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Controller\Result\JsonFactory;

/** The question whether the books move to another organisation was answered on the configuration page. */
class Confirm extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::connect';

    public function __construct(
        Context $context,
        JsonFactory $jsonFactory,
        Problem $problem,
        Connection $connection,
        private readonly EngineInterface $engine,
        private readonly FreshLists $lists
    ) {
        parent::__construct($context, $jsonFactory, $problem, $connection);
    }

    protected function answer(string $connection): array
    {
        $status = $this->engine->confirmOrganisation($connection, $this->getRequest()->getParam('answer') === 'move');
        $connected = $status->isConnected();
        if ($connected) {
            $this->lists->read($connection);
        }
        return ['connected' => $connected, 'organisation' => $status->organisationName()];
    }
}
