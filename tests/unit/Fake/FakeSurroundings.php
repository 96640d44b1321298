<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Ledgerline\Xero\Snapshot\Surroundings;

/**
 * Says what the test says.
 */
class FakeSurroundings extends Surroundings
{
    public string $digest = 'here';

    /** @var string[] */
    public array $asked = [];

    public function __construct() {}

    public function digest(): string
    {
        return $this->digest;
    }

    public function isAsked(string $entity): bool
    {
        return in_array($entity, $this->asked, true);
    }
}
