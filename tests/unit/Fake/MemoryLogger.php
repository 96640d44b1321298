<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Psr\Log\AbstractLogger;

/**
 * Keeps what was logged.
 */
class MemoryLogger extends AbstractLogger
{
    /** @var string[] */
    public $lines = [];

    public function log($level, $message, array $context = []): void
    {
        $this->lines[] = $level . ' ' . $message . ' ' . json_encode($context);
    }
}
