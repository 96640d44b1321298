<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Text\Messages;

/** What a connection's reconciliation is doing: asked for, under way, done, failed. Kept where all processes see it. */
class ReconciliationState
{
    public const NONE = 'none';
    public const ASKED = 'asked';
    public const RUNNING = 'running';
    public const DONE = 'done';
    public const FAILED = 'failed';

    private const CURSOR = 'reconcile.state.';
    /** Who is silent for so long was killed. */
    private const SILENT_SECONDS = 900;

    public function __construct(private readonly EngineInterface $engine, private readonly Messages $messages) {}

    /**
     * How it stands, in the language of the screen.
     * @param int|null $now only for tests
     * @return array{state:string, at:int, from:string, to:string, documents:int, message:string, fix:string}
     */
    public function get(string $connection, ?int $now = null): array
    {
        $state = json_decode((string)$this->engine->cursor(self::CURSOR . $connection), true);
        $state = (is_array($state) ? $state : []) + [
            'state' => self::NONE, 'at' => 0, 'from' => '', 'to' => '', 'documents' => 0, 'message' => '', 'fix' => '',
        ];
        foreach (['message', 'fix'] as $part) {
            $state[$part] = $this->messages->of($state, $part);
        }
        if ($state['state'] === self::RUNNING && ($now ?? time()) - (int)$state['at'] > self::SILENT_SECONDS) {
            $state['state'] = self::FAILED;
            $state['message'] = (string)__('It was interrupted.');
            $state['fix'] = (string)__('Please start it again.');
        }
        return $state;
    }

    /**
     * @param string $state one of the constants
     * @param array $more from, to, documents, message, fix
     */
    public function set(string $connection, string $state, array $more): void
    {
        $this->engine->setCursor(
            self::CURSOR . $connection,
            (string)json_encode(['state' => $state, 'at' => time()] + $more, JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE)
        );
    }
}
