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

/**
 * Connects a Custom Connection: no window, no consent.
 */
class Custom extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::connect';

    /**
     * @var EngineInterface
     */
    private $engine;

    /**
     * @var SettingsPublisher
     */
    private $publisher;

    /**
     * @param Context $context
     * @param JsonFactory $jsonFactory
     * @param Problem $problem
     * @param Connection $connection
     * @param EngineInterface $engine
     * @param SettingsPublisher $publisher
     */
    public function __construct(
        Context $context,
        JsonFactory $jsonFactory,
        Problem $problem,
        Connection $connection,
        EngineInterface $engine,
        SettingsPublisher $publisher
    ) {
        parent::__construct($context, $jsonFactory, $problem, $connection);
        $this->engine = $engine;
        $this->publisher = $publisher;
    }

    /**
     * @inheritdoc
     */
    protected function answer(string $connection): array
    {
        $this->publisher->publish();
        $status = $this->engine->connectCustom($connection);
        return [
            'organisation' => (string)($status['organisation']['name'] ?? ''),
            'question' => $status['question'] ?? null,
        ];
    }
}
