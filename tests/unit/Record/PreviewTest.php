<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Record;

use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Record\Body;
use Ledgerline\Xero\Record\Preview;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeReader;
use PHPUnit\Framework\TestCase;

class PreviewTest extends TestCase
{
    private FakeEngine $engine;

    private FakeReader $reader;

    private bool $isRead = true;

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
        $this->reader = new FakeReader();
    }

    public function testADocumentIsToldForEachOrganisation(): void
    {
        $this->reader->connections = ['default', 'website_uk'];
        $this->engine->answers['preview'] = ['endpoint' => 'Invoices', 'total' => '12.00', 'tax' => '2.00', 'currency' => 'EUR', 'body' => ['LineAmountTypes' => 'Inclusive']];
        [$default, $uk] = $this->preview()->of('invoice', 7);
        self::assertSame(['default', 'website_uk'], [$default['connection'], $uk['connection']]);
        self::assertSame(
            ['Sales invoice', '10.00', '2.00', '12.00', 'EUR', true, null, false],
            [$default['kind'], $default['net'], $default['tax'], $default['total'], $default['currency'], $default['inclusive'], $default['held'], $default['unread']]
        );
    }

    public function testWhatWouldBeHeldKeepsItsReason(): void
    {
        $held = ['code' => 'tax_rate_unmapped', 'message' => 'No rate.', 'fix' => 'Map it.'];
        $this->engine->answers['preview'] = ['held' => $held];
        [$document] = $this->preview()->of('creditmemo', 7);
        self::assertSame([$held, 'Credit note', ''], [$document['held'], $document['kind'], $document['net']]);
    }

    public function testWithoutXerosListsNothingIsSaidAboutMappings(): void
    {
        $this->isRead = false;
        [$document] = $this->preview()->of('product', 7);
        self::assertSame([true, null, 'Item'], [$document['unread'], $document['held'], $document['kind']]);
        self::assertSame([], $this->engine->callsOf('preview'));
    }

    /** @dataProvider buyers */
    public function testWhoBoughtIsNamedAsTheShopDoes(array $customer, string $name): void
    {
        $body = $this->createMock(Body::class);
        $body->expects(self::once())->method('facts')->with(['Contact' => []], 'default', $name)->willReturn([]);
        $this->engine->answers['preview'] = ['body' => ['Contact' => []]];
        $reader = $this->createMock(FakeReader::class);
        $reader->method('read')->willReturn([['connection' => 'default', 'kind' => 'invoice', 'customer' => $customer]]);
        $this->preview($body, $reader)->of('invoice', 7);
    }

    public static function buyers(): array
    {
        return [
            [['first_name' => 'Ann', 'last_name' => 'Lee', 'email' => 'ann@example.com'], 'Ann Lee'],
            [['email' => 'ann@example.com'], 'ann@example.com'],
            [[], ''],
        ];
    }

    private function preview(?Body $body = null, ?FakeReader $reader = null): Preview
    {
        $catalogue = $this->createMock(Catalogue::class);
        $catalogue->method('isRead')->willReturnCallback(fn (): bool => $this->isRead);
        return new Preview($this->engine, $reader ?? $this->reader, $catalogue, $body ?? $this->createMock(Body::class));
    }
}
