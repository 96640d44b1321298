<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Config\SettingsPublisher;
use Ledgerline\Xero\Outbox\Collector;
use Magento\Framework\App\Area;
use Magento\Framework\App\State;
use Magento\Framework\Exception\LocalizedException;

/** What every command does first. */
class Session
{
    public function __construct(
        private readonly State $state,
        private readonly AvailabilityInterface $availability,
        private readonly SettingsPublisher $publisher,
        private readonly Collector $collector
    ) {}

    /**
     * Sets the area, checks the extension, hands over settings and touched records.
     *
     * @return string[] what is wrong with the settings of single connections
     * @throws EngineException when nothing can be done
     */
    public function begin(): array
    {
        $this->prepare();
        try {
            $this->publisher->publish();
        } catch (EngineException $e) {
            if ($e->getKind() !== EngineException::KIND_SETTINGS) {
                throw $e;
            }
            $warnings = [sprintf('%s (%s)', $e->getMessage(), $e->getErrorCode())];
        }
        $this->collector->catchUp();
        return $warnings ?? [];
    }

    /**
     * Sets the area and checks the extension; the store may be closed.
     *
     * @throws EngineException when nothing can be done
     */
    public function prepare(): void
    {
        try {
            $this->state->setAreaCode(Area::AREA_CRONTAB);
        } catch (LocalizedException $e) { // phpcs:ignore Magento2.CodeAnalysis.EmptyBlock
            // Another command of the same process has set it.
        }
        $state = $this->availability->state();
        if (!$state['ok']) {
            throw new EngineException(__($state['message']), $state['code'], ['fix' => $state['fix']]);
        }
    }
}
