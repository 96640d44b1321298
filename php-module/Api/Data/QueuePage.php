<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * Some rows of the queue.
 * @property-read QueueRow[] $rows
 * @api
 */
final class QueuePage extends Page
{
    protected static function row(array $row): QueueRow
    {
        return QueueRow::fromEngine($row);
    }
}
