<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Ledgerline\Xero\Text\Messages;

/**
 * Says what the engine said, as on an English screen.
 */
class FakeMessages extends Messages
{
    public static function english(): Messages
    {
        return new self();
    }

    public function __construct()
    {
    }

    public function text(string $english, array $data = []): string
    {
        return $english;
    }
}
