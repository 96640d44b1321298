<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Ledgerline\Xero\Config\Settings;

/**
 * Settings as the test says.
 */
class FakeSettings extends Settings
{
    /** @var string[] */
    public array $sent = ['customer', 'product', 'invoice', 'creditmemo'];

    public ?string $startDate = null;

    public function __construct()
    {
    }

    public function isSent(string $entity, string $connection): bool
    {
        return in_array($entity, $this->sent, true);
    }

    public function startDate(string $connection): ?string
    {
        return $this->startDate;
    }
}
