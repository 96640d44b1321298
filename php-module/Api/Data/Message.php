<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * A text of the engine for people: English, and the sentences it is made of (EngineInterface::messages).
 * @api
 */
final class Message
{
    public function __construct(public readonly string $english = '', public readonly array $data = []) {}

    /** One of the texts of an answer, which has its data beside it. */
    public static function fromEngine(array $row, string $field = 'message'): self
    {
        $data = $row[$field . '_data'] ?? [];
        return new self((string)($row[$field] ?? ''), is_array($data) ? $data : []);
    }
}
