<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Sending;

use Ledgerline\Xero\Api\Data\QueueRow;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Notification\DrainSchedule;
use Ledgerline\Xero\Text\Display;
use Magento\Framework\Phrase;

/**
 * Says what stands in the way of sending, and when what is queued goes. The engine knows the obstacle; this writes it in the language
 * and the time of the person at the screen.
 */
class SendingStatus
{
    /** The engine's states of what is on its way. */
    private const MOVING = ['waiting', 'running', 'unknown'];
    /** Without a connection nothing else matters. */
    private const DISCONNECTED = ['not_connected', 'connection_lost', 'connection_paused'];

    /** @var array<string,array|null> */
    private array $obstacles = [];

    private ?string $cron = null;

    private ?int $next = null;

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Connection $connection,
        private readonly Connections $connections,
        private readonly DrainSchedule $schedule,
        private readonly Display $display
    ) {}

    /** What stands in the way of a connection, whoever sends; empty when nothing does. */
    public function obstacle(string $connection): string
    {
        return $this->words($connection, $this->found($connection));
    }

    /**
     * What stands in the way of a document that is on its way over a connection that is lost, whatever was said of it while that worked.
     * @param string $state of the document
     * @return string empty while the connection works
     */
    public function lost(string $state, string $connection): string
    {
        $obstacle = in_array($state, self::MOVING, true) ? $this->found($connection) : null;
        return in_array($obstacle['code'] ?? '', self::DISCONNECTED, true) ? $this->words($connection, $obstacle) : '';
    }

    private function found(string $connection): ?array
    {
        if (!array_key_exists($connection, $this->obstacles)) {
            $this->obstacles[$connection] = $this->engine->budget($connection)->obstacle;
        }
        return $this->obstacles[$connection];
    }

    /** @param array|null $obstacle code, since, until (seconds since 1970), as the engine gives it */
    public function words(string $connection, ?array $obstacle): string
    {
        $until = $this->display->when((int)($obstacle['until'] ?? 0));
        return trim((string)match ($obstacle['code'] ?? '') {
            '' => '',
            'not_connected' => __('The shop is not connected to Xero. What is queued is sent once it is.'),
            'connection_lost' => $this->connection->status($connection)->question === null
                ? __('The connection to Xero is lost. Sending resumes once you press Connect Now.')
                : __('Nothing is sent until you answer which organisation keeps the books.'),
            'limit_day' => __('Today\'s calls to Xero are used up. Sending resumes at %1.', $until),
            'limit_asked' => __('Xero asked the shop to wait. Sending resumes at %1.', $until),
            'limit_pace' => __('Today\'s calls to Xero are spread, so that they last: the next round starts at %1.', $until),
            'xero_silent' => __('Xero has not answered since %1. The shop keeps trying.', $this->display->when((int)$obstacle['since'])),
            default => $this->connection->reason($connection),
        });
    }

    /** Why cron does not send, or an empty text. */
    public function cron(): string
    {
        if ($this->cron === null) {
            $overview = $this->engine->overview($this->connections->all());
            $this->cron = (string)match (true) {
                !$this->schedule->isLate($overview->cronSince) => '',
                $overview->cronLast === 0 => __('Cron has never run here, so the queue is not sent on its own. Ask whoever looks after your server.'),
                default => __(
                    'Cron last ran at %1, so the queue is not sent on its own. Ask whoever looks after your server.',
                    $this->display->when($overview->cronLast)
                ),
            };
        }
        return $this->cron;
    }

    /** When a job that waits goes, or why it does not. */
    public function job(QueueRow $job): string
    {
        $obstacle = $this->obstacle($job->connection);
        if ($obstacle !== '') {
            return $obstacle;
        }
        $at = (int)strtotime($job->notBeforeAt . ' UTC');
        return match ($job->goes) {
            'paused' => (string)__('Sync All Data Now is paused. Resume it in the configuration.'),
            'retry' => (string)__('It is tried again at %1.', $this->display->when($at)),
            'retry_by_cron' => (string)__('It is tried again at %1.', $this->display->when(max($at, $this->next()))),
            'now' => (string)__('It is being sent now.'),
            default => $this->nextWords(),
        };
    }

    public function nextWords(): string
    {
        return $this->cron() ?: ($this->next() > 0
            ? (string)__('The next sending is at %1.', $this->display->when($this->next()))
            : '');
    }

    /** When cron sends next, seconds since 1970; 0 when that is further away than anybody looks. */
    public function next(): int
    {
        return $this->next ??= $this->schedule->next();
    }

    /**
     * What a person is told who asked for documents to be sent.
     * @param Phrase|string $going what to say when nothing stands in the way
     * @param Phrase|string $queued what to say otherwise
     * @param string[] $connections
     */
    public function answer(Phrase|string $going, Phrase|string $queued, array $connections): string
    {
        $obstacles = array_filter(array_unique(array_map($this->obstacle(...), $connections)));
        return trim($obstacles === [] ? (string)$going : $queued . ' ' . implode(' ', $obstacles));
    }
}
