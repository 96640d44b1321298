<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Problem;

use Ledgerline\Xero\Guide\Markdown;
use Ledgerline\Xero\Problem\Remedy;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Text\Codes;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Messages;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\UrlInterface;
use PHPUnit\Framework\TestCase;

class RemedyTest extends TestCase
{
    private const GUIDE = __DIR__ . '/../../../docs/user-guide/';

    public function testEveryExplanationIsInTheGuide(): void
    {
        foreach (['anything', ...array_keys((new FakeEngine())->codes())] as $code) {
            $link = $this->remedy()->explanation((string)$code)['href'];
            [$page, $anchor] = explode('#', $link . '#');
            $file = self::GUIDE . $page . '.md';
            self::assertFileExists($file, (string)$code);
            $headings = array_map(
                static fn (string $line): string => Markdown::ANCHOR . str_replace(' ', '-', strtolower(trim($line, "# \n"))),
                preg_grep('/^##/', file($file))
            );
            self::assertTrue($anchor === '' || in_array($anchor, $headings, true), $link);
        }
    }

    public function testALockedPeriodLeadsToItsSetting(): void
    {
        self::assertSame('ledgerline_xero/tax/index', $this->remedy()->page('tax_rate_unmapped', 'default')['href']);
        self::assertSame('special-cases#guide-locked-periods', $this->remedy()->explanation('period_locked')['href']);
        self::assertNull($this->remedy()->page('of_the_future', 'default'));
        self::assertSame('ledgerline_xero#ledgerline_xero_documents_lock_date', $this->remedy()->page('period_locked', 'default')['href']);
        self::assertNull($this->remedy()->page('number_taken', 'default'));
    }

    public function testNobodyIsLedWhereTheyMayNotGo(): void
    {
        $remedy = $this->remedy(false);
        self::assertSame([null, null, null], [$remedy->of('period_locked', 'default'), $remedy->documents('x', 'default'), $remedy->explanation('x')]);
    }

    private function remedy(bool $allowed = true): Remedy
    {
        $url = $this->createStub(UrlInterface::class);
        $url->method('getUrl')->willReturnCallback(static fn (?string $route, array $parameters): string =>
            ($parameters['page'] ?? $parameters['section'] ?? $route) . (isset($parameters['_fragment']) ? '#' . $parameters['_fragment'] : ''));
        $authorization = $this->createStub(AuthorizationInterface::class);
        $authorization->method('isAllowed')->willReturn($allowed);
        $engine = new FakeEngine();
        $codes = new Codes($engine, new Messages($engine, $this->createMock(ResolverInterface::class), $this->createMock(Display::class)));
        return new Remedy($url, $authorization, new FakeConnections(), $codes);
    }
}
