<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * Some rows of the log.
 * @property-read LogLine[] $rows
 * @api
 */
final class LogPage extends Page
{
    protected static function row(array $row): LogLine
    {
        return LogLine::fromEngine($row);
    }
}
