<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Mapping;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\Data\HeldCount;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Text\Messages;

/** How many documents wait because something is not mapped. Never throws: a page about mappings must open without it. */
class Held
{
    /** @var HeldCount[]|null */
    private ?array $held = null;

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly AvailabilityInterface $availability,
        private readonly Problem $problem,
        private readonly Messages $messages
    ) {}

    /**
     * What is missing, with the number of documents that wait for it.
     * @param string[] $codes
     * @return array<string,array{count:int, code:string, message:string}> by subject
     */
    public function bySubject(string $connection, array $codes): array
    {
        $subjects = [];
        foreach ($this->all() as $item) {
            if ($item->connection !== $connection || $item->subject === '' || !in_array($item->code, $codes, true)) {
                continue;
            }
            $subjects[$item->subject] = [
                'count' => ($subjects[$item->subject]['count'] ?? 0) + $item->count,
                'code' => $item->code,
                'message' => $this->messages->say($item->message),
            ];
        }
        return $subjects;
    }

    /** @return HeldCount[] everything that is held, by reason */
    private function all(): array
    {
        if ($this->held === null) {
            try {
                $this->held = $this->availability->isReady() ? $this->engine->counts()->held : [];
            } catch (\Throwable $thrown) {
                $this->problem->of($thrown);
                $this->held = [];
            }
        }
        return $this->held;
    }
}
