<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Checklist\Checklist;
use Ledgerline\Xero\Checklist\Step;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Guide\Library;
use Ledgerline\Xero\Text\Display;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Locale\ListsInterface;

/** What is set up, what is next, and how the books stand. Everything comes from the store. */
class StatusPanel extends AbstractPanel
{
    protected $_template = 'Ledgerline_Xero::config/status.phtml';

    /** @var Step[]|null */
    private ?array $steps = null;

    public function __construct(
        Context $context,
        Connection $connection,
        private readonly Checklist $checklist,
        private readonly EngineInterface $engine,
        private readonly Library $guide,
        private readonly Display $display,
        private readonly ListsInterface $lists,
        array $data = []
    ) {
        parent::__construct($context, $connection, $data);
    }

    /** Address of the user guide; empty when it was left out of the installation. */
    public function getGuideUrl(): string
    {
        return $this->guide->isThere() ? $this->getUrl('ledgerline_xero/guide') : '';
    }

    /** @return Step[] the setup list */
    public function getSteps(): array
    {
        return $this->steps ??= $this->checklist->steps($this->code());
    }

    /** The first step that is not done: the one to take now. */
    public function getNext(): ?Step
    {
        foreach ($this->getSteps() as $step) {
            if (!$step->isDone()) {
                return $step;
            }
        }
        return null;
    }

    public function getDefaultUrl(): string
    {
        return $this->getUrl('adminhtml/system_config/edit', ['section' => 'ledgerline_xero']);
    }

    /** @return array[] label, value, href */
    public function getFacts(): array
    {
        $status = $this->connection->status($this->code());
        if ($status->organisation === null) {
            return [];
        }
        $facts = [[
            'label' => (string)__('Organisation'),
            'value' => implode(', ', array_filter([
                $status->organisation->name,
                $this->country($status->organisation->country),
                $status->organisation->baseCurrency,
            ])),
        ]];
        if ($status->isConnected() && $status->connectedAt !== '') {
            $facts[] = ['label' => (string)__('Connected since'), 'value' => $this->day($status->connectedAt)];
        }
        if ($status->isConnected() && $status->consentExpiresAt !== '') {
            $facts[] = [
                'label' => (string)__('Stays connected until'),
                'value' => (string)__('%1, prolonged with every use', $this->day($status->consentExpiresAt)),
            ];
        }
        try {
            return array_merge($facts, $this->traffic());
        } catch (\Exception $e) {
            // The setup list tells what is wrong with the store.
            return $facts;
        }
    }

    /** Calls used today, and what is queued. */
    private function traffic(): array
    {
        $budget = $this->engine->budget($this->code());
        $facts = [[
            'label' => (string)__('Calls today'),
            'value' => (string)__('%1 of %2', $this->display->number($budget->dayUsed), $this->display->number($budget->dayLimit)),
        ]];
        $queue = $this->engine->overview([$this->code()])->connections[$this->code()];
        $waiting = $this->display->number($queue->waiting);
        $facts[] = [
            'label' => (string)__('Queue'),
            'value' => (string)match ($queue->attention) {
                0 => __('%1 waiting', $waiting),
                1 => __('%1 waiting, 1 needs attention', $waiting),
                default => __('%1 waiting, %2 need attention', $waiting, $this->display->number($queue->attention)),
            },
            'href' => $this->_authorization->isAllowed('Ledgerline_Xero::queue') ? $this->getUrl('ledgerline_xero/queue') : '',
        ];
        return $facts;
    }

    private function country(string $code): string
    {
        return $code === '' ? '' : (string)($this->lists->getCountryTranslation($code) ?: $code);
    }

    /**
     * A day in the shop's time zone and language.
     * @param int|string $moment
     */
    private function day($moment): string
    {
        return $this->_localeDate->formatDate(
            is_numeric($moment) ? new \DateTime('@' . (int)$moment) : new \DateTime((string)$moment, new \DateTimeZone('UTC')),
            \IntlDateFormatter::LONG
        );
    }
}
