<?php
declare(strict_types=1);

namespace Ledgerline\Xero\ViewModel;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Text\Messages;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\UrlInterface;
use Magento\Framework\View\Element\Block\ArgumentInterface;

/** Why a grid is empty, when the reason is not that nothing happened. */
class GridNotice implements ArgumentInterface
{
    public function __construct(
        private readonly AvailabilityInterface $availability,
        private readonly EngineInterface $engine,
        private readonly AuthorizationInterface $authorization,
        private readonly UrlInterface $url,
        private readonly Messages $messages
    ) {}

    /**
     * What is wrong, and what to do; null when nothing is.
     * @return array{message:string, fix:string, in_configuration:bool}|null the last: whether the configuration says more
     */
    public function get(): ?array
    {
        $state = $this->availability->state();
        if (!$state['ok']) {
            return ['message' => $state['message'], 'fix' => $state['fix'], 'in_configuration' => true];
        }
        try {
            $store = $this->engine->health()->store;
        } catch (EngineException $e) {
            $told = ['message' => $e->getMessage()] + $e->getDetails();
            return ['message' => $this->messages->of($told), 'fix' => '', 'in_configuration' => true];
        }
        return $store->isFine
            ? null
            : ['message' => $this->messages->say($store->message), 'fix' => '', 'in_configuration' => !$store->isUsable];
    }

    /** Address of the configuration, or an empty text for those who may not see it. */
    public function getConfigurationUrl(): string
    {
        return $this->authorization->isAllowed('Ledgerline_Xero::config')
            ? $this->url->getUrl('adminhtml/system_config/edit', ['section' => 'ledgerline_xero'])
            : '';
    }
}
