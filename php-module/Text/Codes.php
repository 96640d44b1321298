<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Text;

use Ledgerline\Xero\Api\EngineInterface;

/**
 * The engine's table of codes (EngineInterface::codes). A code that it does not have (a line of another version) has nothing of its own.
 */
class Codes
{
    /** What explains a code that has no page of its own: the guide's list of messages. */
    private const UNKNOWN = ['who' => '', 'title' => '', 'page' => '', 'field' => '', 'guide' => 'troubleshooting'];

    /** @var array<string, array{who:string, title:string, page:string, field:string, guide:string}>|null */
    private ?array $table = null;

    public function __construct(private readonly EngineInterface $engine, private readonly Messages $messages) {}

    /** What documents that are held for a code have in common, in the language of the screen; empty when nothing is known. */
    public function title(string $code): string
    {
        return $this->messages->sentence($this->of($code)['title']);
    }

    /** @return array{who:string, title:string, page:string, field:string, guide:string} what is known of a code */
    public function of(string $code): array
    {
        if ($this->table === null) {
            try {
                $this->table = $this->engine->codes();
            } catch (\Throwable) {
                // Whatever keeps the engine from working is told elsewhere.
                $this->table = [];
            }
        }
        return $this->table[$code] ?? self::UNKNOWN;
    }
}
