<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Mapping;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Text\Messages;

/** How many documents wait because something is not mapped. Never throws: a page about mappings must open without it. */
class Held
{
    /** @var array[]|null */
    private ?array $held = null;

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly AvailabilityInterface $availability,
        private readonly Problem $problem,
        private readonly Messages $messages
    ) {
    }

    /**
     * What is missing, with the number of documents that wait for it.
     *
     * @param string[] $codes
     * @return array<string,array{count:int, code:string, message:string}> by subject
     */
    public function bySubject(string $connection, array $codes): array
    {
        $subjects = [];
        foreach ($this->all() as $item) {
            $subject = (string)($item['subject'] ?? '');
            $code = (string)($item['code'] ?? '');
            if (($item['connection'] ?? '') !== $connection || $subject === '' || !in_array($code, $codes, true)) {
                continue;
            }
            $subjects[$subject] = [
                'count' => ($subjects[$subject]['count'] ?? 0) + (int)($item['count'] ?? 0),
                'code' => $code,
                'message' => $this->messages->of($item),
            ];
        }
        return $subjects;
    }

    /**
     * Everything that is held, by reason.
     *
     * @return array[]
     */
    private function all(): array
    {
        if ($this->held === null) {
            try {
                $this->held = $this->availability->isReady() ? $this->engine->counts()['held'] ?? [] : [];
            } catch (\Throwable $thrown) {
                $this->problem->of($thrown);
                $this->held = [];
            }
        }
        return $this->held;
    }
}
