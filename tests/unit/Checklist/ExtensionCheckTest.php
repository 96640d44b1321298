<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Checklist;

use Ledgerline\Xero\Checklist\ExtensionCheck;
use Ledgerline\Xero\Checklist\Step;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeGuard;
use Ledgerline\Xero\Tests\Unit\Fake\FakeMessages;
use PHPUnit\Framework\TestCase;

class ExtensionCheckTest extends TestCase
{
    public function testAStoreThatDoesNotSendIsAProblemOfTheSetupList(): void
    {
        $step = $this->look(FakeGuard::foreign());
        self::assertSame(Step::PROBLEM, $step->state());
        self::assertSame("Documents are sent by web-1.\nUse one store.", $step->text());
    }

    public function testTheOneThatSendsIsNone(): void
    {
        self::assertTrue($this->look(new FakeGuard())->isDone());
    }

    private function look(FakeGuard $guard): Step
    {
        return (new ExtensionCheck(new FakeAvailability(), new FakeEngine(), $guard, FakeMessages::english()))->look('default');
    }
}
