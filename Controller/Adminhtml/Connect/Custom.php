<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Connect;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\SettingsPublisher;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Controller\Result\JsonFactory;

/** Connects a Custom Connection: no window, no consent. */
class Custom extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::connect';

    public function __construct(
        Context $context,
        JsonFactory $jsonFactory,
        Problem $problem,
        Connection $connection,
        private readonly EngineInterface $engine,
        private readonly SettingsPublisher $publisher
    ) {
        parent::__construct($context, $jsonFactory, $problem, $connection);
    }

    protected function answer(string $connection): array
    {
        $this->publisher->publish();
        $status = $this->engine->connectCustom($connection);
        return [
            'organisation' => $status->organisationName(),
            'question' => $status->question,
        ];
    }
}
