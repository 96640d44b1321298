<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Ledgerline\Xero\Model\Said;

/**
 * Says what the engine said, as on an English screen.
 */
class FakeSaid extends Said
{
    public static function english(): Said
    {
        return new self();
    }

    public function __construct()
    {
    }

    public function text(string $text): string
    {
        return $text;
    }
}
