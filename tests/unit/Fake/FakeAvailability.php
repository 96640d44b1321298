<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Ledgerline\Xero\Api\AvailabilityInterface;

/**
 * An extension that is there, or not.
 */
class FakeAvailability implements AvailabilityInterface
{
    /** @var bool */
    public $ready = true;

    public function isReady(): bool
    {
        return $this->ready;
    }

    public function state(): array
    {
        return $this->ready
            ? ['ok' => true, 'code' => 'ready', 'message' => '', 'fix' => '', 'version' => '0.1.0']
            : ['ok' => false, 'code' => 'extension_missing', 'message' => 'missing', 'fix' => 'install', 'version' => null];
    }
}
