<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Connection;

use Magento\Backend\Model\Auth\Session;
use Magento\Framework\FlagManager;

/**
 * How this person's attempts to connect stand, by their ids. The window writes, the page that opened the window asks.
 *
 * Not in the session: requests of one person overlap here (the page asks while the window works), and the one that ends last
 * would write back the session that it began with.
 */
class ConnectAttempt
{
    public const STARTED = 'started';
    public const CHOOSE = 'choose';
    public const CONFIRM = 'confirm';
    public const CONNECTED = 'connected';
    public const KEPT = 'kept';
    public const FAILED = 'failed';

    private const FLAG = 'ledgerline_connect_';
    /** More attempts than these nobody has open. */
    private const MOST = 5;

    /** @param Session $session only to know who asks */
    public function __construct(private readonly FlagManager $flags, private readonly Session $session) {}

    /** @return array id, connection, state, and what belongs to the state: organisation, organisations, question, message, fix, code */
    public function get(string $id): array
    {
        $attempt = $this->all()[$id] ?? null;
        return is_array($attempt) ? $attempt : [];
    }

    /** @return string the attempt whose consent carries this "state" back from Xero: its id; empty when it was not begun by this person */
    public function ofState(string $state): string
    {
        foreach ($state === '' ? [] : $this->all() as $id => $attempt) {
            if (($attempt['key'] ?? '') === $state) {
                return (string)$id;
            }
        }
        return '';
    }

    public function start(string $id, string $connection): void
    {
        $this->keep($id, ['id' => $id, 'connection' => $connection, 'state' => self::STARTED]);
    }

    public function move(string $id, string $state, array $more = []): void
    {
        $attempt = $this->get($id);
        $this->keep($id, ['state' => $state] + $more
            + ['id' => $id, 'connection' => $attempt['connection'] ?? '', 'key' => $attempt['key'] ?? '']);
    }

    /** Newest last. */
    private function keep(string $id, array $attempt): void
    {
        $all = $this->all();
        unset($all[$id]);
        $all[$id] = $attempt;
        $this->flags->saveFlag($this->flag(), array_slice($all, -self::MOST, null, true));
    }

    /** @return array<string, array> this person's attempts */
    private function all(): array
    {
        $all = $this->flags->getFlagData($this->flag());
        return is_array($all) ? $all : [];
    }

    private function flag(): string
    {
        return self::FLAG . (int)($this->session->getUser()?->getId() ?? 0);
    }
}
