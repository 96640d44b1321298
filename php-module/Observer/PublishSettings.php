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

/** Hands saved settings to the engine at once. Saving never fails because of it. */
class PublishSettings implements ObserverInterface
{
    public function __construct(
        private readonly AvailabilityInterface $availability,
        private readonly Connections $connections,
        private readonly SettingsPublisher $publisher,
        private readonly ManagerInterface $messages,
        private readonly LoggerInterface $logger,
        private readonly Messages $engineMessages
    ) {}

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
