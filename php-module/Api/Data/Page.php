<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/** Some rows of queue or log, and how many there are. */
abstract class Page
{
    /**
     * @param Row[] $rows
     * @param array $page as the engine gave it
     */
    final protected function __construct(public readonly int $total, public readonly array $rows, private readonly array $page) {}

    public static function fromEngine(array $page): static
    {
        return new static((int)($page['total'] ?? 0), array_map(static::row(...), $page['items'] ?? []), $page);
    }

    abstract protected static function row(array $row): Row;

    /** As the engine gave it, for what is written down whole. */
    public function toArray(): array
    {
        return $this->page;
    }
}
