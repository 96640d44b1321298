<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;

/** What every command needs, so that each of them names only what is its own. */
class CommandContext
{
    public function __construct(
        public readonly Session $session,
        public readonly EngineInterface $engine,
        public readonly Connections $connections
    ) {}
}
