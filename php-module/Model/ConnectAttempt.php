<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Model;

use Magento\Backend\Model\Session;

/**
 * How this person's newest "Connect Now" stands. The window writes it, the page that opened the window asks for it.
 */
class ConnectAttempt
{
    public const STARTED = 'started';
    public const CHOOSE = 'choose';
    public const CONNECTED = 'connected';
    public const FAILED = 'failed';

    private const KEY = 'ledgerline_connect';

    /**
     * @var Session
     */
    private $session;

    /**
     * @param Session $session
     */
    public function __construct(Session $session)
    {
        $this->session = $session;
    }

    /**
     * The attempt.
     *
     * @return array id, connection, state, and what belongs to the state: organisation, organisations, message, fix, code
     */
    public function get(): array
    {
        $attempt = $this->session->getData(self::KEY);
        return is_array($attempt) ? $attempt : [];
    }

    /**
     * A new attempt begins.
     *
     * @param string $id
     * @param string $connection
     * @return void
     */
    public function start(string $id, string $connection): void
    {
        $this->session->setData(self::KEY, ['id' => $id, 'connection' => $connection, 'state' => self::STARTED]);
    }

    /**
     * The attempt came further.
     *
     * @param string $state
     * @param array $more
     * @return void
     */
    public function move(string $state, array $more = []): void
    {
        $attempt = $this->get();
        $this->session->setData(
            self::KEY,
            ['state' => $state] + $more + ['id' => $attempt['id'] ?? '', 'connection' => $attempt['connection'] ?? '']
        );
    }
}
