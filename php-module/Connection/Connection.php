<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Connection;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Text\Messages;
use Magento\Framework\App\RequestInterface;
use Magento\Framework\Exception\LocalizedException;
use Magento\Store\Model\StoreManagerInterface;

/** Which connection a page of the admin is about, and how it stands. Never calls Xero. */
class Connection
{
    /** @var array<string, ConnectionStatus>|null */
    private ?array $statuses = null;

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly AvailabilityInterface $availability,
        private readonly Connections $connections,
        private readonly StoreManagerInterface $storeManager,
        private readonly Problem $problem,
        private readonly Messages $messages
    ) {}

    /** The connection of the scope that a configuration page shows. */
    public function ofPage(RequestInterface $request): string
    {
        $store = (string)$request->getParam('store');
        if ($store !== '') {
            return $this->connections->forWebsite((int)$this->storeManager->getStore($store)->getWebsiteId());
        }
        $website = (string)$request->getParam('website');
        if ($website === '') {
            return Connections::DEFAULT_CODE;
        }
        return $this->connections->forWebsite((int)$this->storeManager->getWebsite($website)->getId());
    }

    /** Whether the page shows a website that uses the connection of the default scope. */
    public function isInherited(RequestInterface $request): bool
    {
        return (string)$request->getParam('website') !== '' && $this->ofPage($request) === Connections::DEFAULT_CODE;
    }

    public function named(RequestInterface $request): string
    {
        $code = (string)$request->getParam('connection', Connections::DEFAULT_CODE);
        if (!in_array($code, $this->connections->all(), true)) {
            throw new LocalizedException(__('There is no connection "%1". Please reload the page.', $code));
        }
        return $code;
    }

    /** The part of the shop that a connection is for: a website, or all that have no connection of their own. */
    public function place(string $code): string
    {
        $scope = $this->connections->scope($code);
        if ($scope['id']) {
            return (string)$this->storeManager->getWebsite((int)$scope['id'])->getName();
        }
        return (string)(count($this->connections->all()) > 1 ? __('All other websites') : __('All websites'));
    }

    /** A connection's name: its organisation, with the part of the shop where there are several. */
    public function name(string $code): string
    {
        $organisation = $this->status($code)->organisationName();
        if ($organisation === '') {
            return $this->place($code);
        }
        return count($this->connections->all()) > 1 ? $organisation . ' (' . $this->place($code) . ')' : $organisation;
    }

    /** The engine's word on a connection. Without the engine: state "unavailable" with the reason. */
    public function status(string $code): ConnectionStatus
    {
        if ($this->statuses === null) {
            $this->statuses = [];
            try {
                foreach ($this->availability->isReady() ? $this->engine->connections() : [] as $status) {
                    $this->statuses[$status->connection] = $status;
                }
            } catch (\Throwable $thrown) {
                $problem = $this->problem->of($thrown);
                return ConnectionStatus::without($code, ConnectionStatus::UNAVAILABLE, $problem['code'], $problem['message'], $problem['fix']);
            }
        }
        if (isset($this->statuses[$code])) {
            return $this->statuses[$code];
        }
        $state = $this->availability->state();
        $word = $state['ok'] ? ConnectionStatus::NOT_CONFIGURED : ConnectionStatus::UNAVAILABLE;
        return ConnectionStatus::without($code, $word, $state['code'], $state['message'], $state['fix']);
    }

    public function isConnected(string $code): bool
    {
        return $this->status($code)->isConnected();
    }

    /** Whether anything can be sent at all. */
    public function isAnyConnected(): bool
    {
        return array_filter($this->connections->all(), $this->isConnected(...)) !== [];
    }

    /** Whether an organisation keeps the books, be it that the connection to it is lost: what was set up for it stays set up. */
    public function hasBooks(string $code): bool
    {
        $status = $this->status($code);
        return !$status->isUnavailable() && $status->organisation !== null;
    }

    /** What is wrong with a connection and what to do, in the language of the screen; "" when nothing is. */
    public function reason(string $code, string $between = ' '): string
    {
        $status = $this->status($code);
        return trim($this->messages->say($status->message) . $between . $this->messages->say($status->fix));
    }

    /** Asks the engine again at the next question. */
    public function forget(): void
    {
        $this->statuses = null;
    }
}
