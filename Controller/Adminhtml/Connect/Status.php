<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Connect;

use Ledgerline\Xero\Connection\ConnectAttempt;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\Controller\Result\JsonFactory;

/** How the attempt in the window stands, for the page that opened it. */
class Status extends Action implements HttpGetActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::connect';

    public function __construct(Context $context, private readonly ConnectAttempt $attempt, private readonly JsonFactory $jsonFactory)
    {
        parent::__construct($context);
    }

    public function execute()
    {
        // Asked every other second, while the window of the same person works.
        $this->_session->writeClose();
        $attempt = array_intersect_key(
            $this->attempt->get(AbstractWindow::clean((string)$this->getRequest()->getParam('attempt'))),
            array_flip(['id', 'state', 'organisation', 'connected', 'question', 'code', 'message', 'fix'])
        );
        return $this->jsonFactory->create()->setData(['attempt' => $attempt]);
    }
}
