<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Bridge\StoreClaim;
use Ledgerline\Xero\Bridge\StoreGuard;

/** This server's store sends, or the test says which one does. */
class FakeGuard extends StoreGuard
{
    public ?EngineException $refusal = null;

    public int $asked = 0;

    public function __construct()
    {
    }

    public static function foreign(): self
    {
        $guard = new self();
        $guard->refusal = new EngineException(__('Documents are sent by web-1.'), StoreGuard::FOREIGN, ['fix' => 'Use one store.']);
        return $guard;
    }

    public function refusal(): ?EngineException
    {
        $this->asked++;
        return $this->refusal;
    }

    public function claim(): ?StoreClaim
    {
        return null;
    }
}
