<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\SettingsPublisher;
use Ledgerline\Xero\Text\Messages;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;
use Magento\Framework\Message\ManagerInterface;
use Psr\Log\LoggerInterface;

/**
 * Hands saved settings to the engine at once. Saving never fails because of it.
 */
class PublishSettings implements ObserverInterface
{
    /**
     * @var AvailabilityInterface
     */
    private $availability;

    /**
     * @var Connections
     */
    private $connections;

    /**
     * @var SettingsPublisher
     */
    private $publisher;

    /**
     * @var ManagerInterface
     */
    private $messages;

    /**
     * @var LoggerInterface
     */
    private $logger;

    /**
     * @param AvailabilityInterface $availability
     * @param Connections $connections
     * @param SettingsPublisher $publisher
     * @param ManagerInterface $messages
     * @param LoggerInterface $logger
     * @param Messages $engineMessages
     */
    public function __construct(
        AvailabilityInterface $availability,
        Connections $connections,
        SettingsPublisher $publisher,
        ManagerInterface $messages,
        LoggerInterface $logger,
        private Messages $engineMessages
    ) {
        $this->availability = $availability;
        $this->connections = $connections;
        $this->publisher = $publisher;
        $this->messages = $messages;
        $this->logger = $logger;
    }

    /**
     * @inheritDoc
     */
    public function execute(Observer $observer)
    {
        try {
            $this->connections->reset();
            if ($this->availability->isReady()) {
                $this->publisher->publish();
            }
        } catch (\Throwable $e) {
            $this->logger->error('settings_not_published: ' . $e->getMessage());
            $this->messages->addWarningMessage(
                (string)__(
                    'The settings are saved, but Xero Integration could not take them: %1',
                    $this->engineMessages->of(['message' => $e->getMessage()] + ($e instanceof EngineException ? $e->getDetails() : []))
                )
            );
        }
    }
}
