<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Connect;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Catalogue\FreshLists;
use Ledgerline\Xero\Config\SettingsPublisher;
use Ledgerline\Xero\Connection\ConnectAttempt;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Connection\RedirectAddress;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\Controller\ResultInterface;

/** The window opens here and continues to Xero's consent page. */
class Start extends AbstractWindow implements HttpGetActionInterface
{
    public function __construct(
        Context $context,
        EngineInterface $engine,
        ConnectAttempt $attempt,
        Problem $problem,
        FreshLists $lists,
        private readonly Connection $connection,
        private readonly SettingsPublisher $publisher,
        private readonly RedirectAddress $redirectAddress
    ) {
        parent::__construct($context, $engine, $attempt, $problem, $lists);
    }

    protected function step(): ?ResultInterface
    {
        $this->id = $this->id ?: uniqid('x');
        $this->attempt->start($this->id, '');
        $code = $this->connection->named($this->getRequest());
        $this->publisher->publish();
        $consent = $this->engine->authorise($code, $this->redirectAddress->get());
        $this->attempt->move($this->id, ConnectAttempt::STARTED, ['connection' => $code, 'key' => (string)$consent['state']]);
        return $this->resultRedirectFactory->create()->setUrl((string)$consent['url']);
    }
}
