<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Alert;

use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Snapshot\AdminUrl;
use Ledgerline\Xero\Text\Messages;
use Psr\Log\LoggerInterface;

/**
 * Tells by e-mail when a connection is lost: once for each loss, at most once an hour for a connection that comes and
 * goes, and every quarter of an hour at most where the e-mail itself cannot be sent.
 */
class LostConnections
{
    private const CURSOR = 'alert.connection.';
    private const QUIET_SECONDS = 3600;
    private const RETRY_SECONDS = 900;

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Connections $connections,
        private readonly Settings $settings,
        private readonly Mail $mail,
        private readonly AdminUrl $adminUrl,
        private readonly LoggerInterface $logger,
        private readonly Messages $messages
    ) {}

    /**
     * @param int|null $now only for tests
     * @return int how many e-mails were sent
     */
    public function watch(?int $now = null): int
    {
        $now = $now ?? time();
        $sent = 0;
        $isOn = $this->settings->tellsLostConnections();
        foreach ($this->engine->connections() as $status) {
            $code = $status->connection;
            if (!$this->connections->exists($code)) {
                continue;
            }
            $mark = json_decode((string)$this->engine->cursor(self::CURSOR . $code), true);
            $mark = (is_array($mark) ? $mark : []) + ['lost' => false, 'told' => 0, 'tried' => 0];
            $isLost = $status->state === ConnectionStatus::NEEDS_CONNECTION;
            if (!$isLost) {
                if ($mark['lost']) {
                    $this->keep($code, ['lost' => false] + $mark);
                }
                continue;
            }
            $isDue = !$mark['lost'] && $now - $mark['told'] >= self::QUIET_SECONDS
                && $now - $mark['tried'] >= self::RETRY_SECONDS;
            if ($isOn && $isDue && $this->tell($status)) {
                $this->keep($code, ['lost' => true, 'told' => $now, 'tried' => $now]);
                $sent++;
            } elseif ($isOn && $isDue) {
                $this->keep($code, ['tried' => $now] + $mark);
            }
        }
        return $sent;
    }

    /** @return bool whether it went out */
    private function tell(ConnectionStatus $status): bool
    {
        try {
            $this->mail->send('connection', [
                'organisation' => $status->organisation?->name ?? $status->name,
                'reason' => $this->messages->say($status->message),
                'fix' => $this->messages->say($status->fix),
                'overview_url' => (string)$this->adminUrl->overview(),
            ]);
            return true;
        } catch (\Throwable $thrown) {
            $this->logger->error('alert_not_sent: ' . $thrown->getMessage(), ['code' => 'alert_not_sent']);
            return false;
        }
    }

    private function keep(string $code, array $mark): void
    {
        $this->engine->setCursor(self::CURSOR . $code, (string)json_encode($mark));
    }
}
