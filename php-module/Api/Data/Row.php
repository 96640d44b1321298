<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/** What a row of the queue and a line of the log have in common. */
abstract class Row
{
    public readonly int $id;
    public readonly string $connection;
    public readonly string $entity;
    /** The shop's. */
    public readonly string $entityId;
    public readonly string $kind;
    /** The document's number in the shop, or "". */
    public readonly string $number;
    public readonly string $action;
    public readonly int $attempt;
    public readonly string $code;
    public readonly Message $message;
    public readonly Message $fix;
    /** A decimal, or "". */
    public readonly string $total;
    public readonly string $currency;
    public readonly string $storeId;

    /** @param array $row as the engine gave it */
    final protected function __construct(private readonly array $row)
    {
        $this->id = (int)($row['id'] ?? 0);
        $this->connection = $this->text('connection');
        $this->entity = $this->text('entity');
        $this->entityId = $this->text('entity_id');
        $this->kind = $this->text('kind');
        $this->number = $this->text('number');
        $this->action = $this->text('action');
        $this->attempt = (int)($row['attempt'] ?? 0);
        $this->code = $this->text('code');
        $this->message = Message::fromEngine($row);
        $this->fix = Message::fromEngine($row, 'fix');
        $this->total = $this->text('total');
        $this->currency = $this->text('currency');
        $this->storeId = $this->text('store_id');
        $this->read($row);
    }

    public static function fromEngine(array $row): static
    {
        return new static($row);
    }

    /** The fields that only one of them has. */
    abstract protected function read(array $row): void;

    /** The same with a number that it has not got yet. */
    public function withNumber(string $number): static
    {
        return new static(['number' => $number] + $this->row);
    }

    /** As the engine gave it, for what is written down whole. */
    public function toArray(): array
    {
        return $this->row;
    }

    protected function text(string $field): string
    {
        return (string)($this->row[$field] ?? '');
    }
}
