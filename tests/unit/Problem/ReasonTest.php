<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Problem;

use Ledgerline\Xero\Problem\Reason;
use Ledgerline\Xero\Scripts\Phrases;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Text\Codes;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Messages;
use Magento\Framework\Locale\ResolverInterface;
use PHPUnit\Framework\TestCase;

class ReasonTest extends TestCase
{
    public function testAReasonHasTheTitleOfTheEnginesTable(): void
    {
        $engine = new FakeEngine();
        $engine->answers['messages'] = (new Phrases(dirname(__DIR__, 3)))->sentences();
        self::assertSame('No account is chosen', $this->reason($engine)->title('account_missing'));
        self::assertSame('Put on hold by a person', $this->reason($engine)->title(Reason::BY_PERSON));
        self::assertSame('Another reason (of_the_future)', $this->reason($engine)->title('of_the_future'));
        self::assertSame('Another reason (unchanged)', $this->reason($engine)->title('unchanged'), 'holds nothing');
    }

    public function testWithoutTheEngineAReasonIsItsCode(): void
    {
        $engine = new FakeEngine();
        $engine->answers['codes'] = new \RuntimeException('The PHP extension is not loaded.');
        self::assertSame('Another reason (account_missing)', $this->reason($engine)->title('account_missing'));
    }

    private function reason(FakeEngine $engine): Reason
    {
        $locale = $this->createMock(ResolverInterface::class);
        return new Reason(new Codes($engine, new Messages($engine, $locale, $this->createMock(Display::class))));
    }
}
