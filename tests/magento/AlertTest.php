<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Cron\Digest;
use Ledgerline\Xero\Cron\Housekeeping;

/**
 * E-mails as Magento makes them from the templates, caught before they leave.
 */
class AlertTest extends ShopTestCase
{
    private string $disabled = '0';

    protected function setUp(): void
    {
        parent::setUp();
        // Shops for tests have e-mail switched off.
        $this->disabled = $this->database()->fetchOne('SELECT value FROM ' . $this->table('core_config_data') . " WHERE path = 'system/smtp/disable' AND scope_id = 0") ?: '0';
        $this->disableMail('0');
    }

    protected function tearDown(): void
    {
        $this->disableMail($this->disabled);
        parent::tearDown();
    }

    public function testALostConnectionIsToldOnceToEverybody(): void
    {
        $sandbox = $this->connect(['alerts/recipient' => 'ann@example.com, bob@example.com']);
        $this->inShop('$records->customer();');
        self::assertSame([], $this->mails(Housekeeping::class));
        $sandbox->ask('disconnect', []);
        $drain = $this->magento('ledgerline:drain');
        $drain->wait();
        self::assertSame('needs_connection', $this->engine()->connections()[0]->state, $drain->everything());
        $mails = $this->mails(Housekeeping::class);
        self::assertCount(1, $mails);
        self::assertSame(['ann@example.com', 'bob@example.com'], $mails[0]['to']);
        self::assertStringContainsString('lost: Test Books', $mails[0]['subject']);
        self::assertStringContainsString('nothing is lost', $mails[0]['body']);
        self::assertStringContainsString('ledgerline_xero/overview/index/', $mails[0]['body']);
        self::assertStringNotContainsString('{{', $mails[0]['body']);
        self::assertSame([], $this->mails(Housekeeping::class));
    }

    public function testTheDailyEMailIsOffUntilItIsSwitchedOn(): void
    {
        $sandbox = $this->connect(['alerts/recipient' => 'ann@example.com', 'tax/automatic' => '0']);
        $this->inShop('return $records->invoice($records->order())->getId();');
        self::assertContains($this->magento('ledgerline:drain')->wait(), [0, 2]);
        self::assertSame([], $this->mails(Digest::class));
        $this->change(['alerts/digest' => '1']);
        [$mail] = $this->mails(Digest::class);
        self::assertMatchesRegularExpression('/need(s)? you/', $mail['subject']);
        self::assertStringContainsString('<h2>Test Books</h2>', $mail['body']);
        self::assertStringContainsString('Connection: Connected', $mail['body']);
        self::assertStringContainsString('Nothing was sent on this day.', $mail['body']);
        self::assertStringContainsString('Held because', $mail['body']);
        self::assertMatchesRegularExpression('/<a href="[^"]+queue[^"]+tax_rate_unmapped[^"]*">[^<]*tax/i', $mail['body']);
        self::assertGreaterThan(0, $sandbox->callsMade());
    }

    /** What a job of cron would have sent. */
    private function mails(string $job): array
    {
        return $this->inShop('
            require $given["folder"] . "/CapturedTransport.php";
            $shop->configure(["preferences" => [\Magento\Framework\Mail\TransportInterface::class => \Ledgerline\Xero\Tests\Magento\Support\CapturedTransport::class]]);
            $shop->get($given["job"])->execute();
            return \Ledgerline\Xero\Tests\Magento\Support\CapturedTransport::$mails;
        ', ['job' => $job, 'folder' => __DIR__ . '/Support']);
    }

    private function disableMail(string $value): void
    {
        $this->shop()->get(\Magento\Framework\App\Config\ConfigResource\ConfigInterface::class)->saveConfig('system/smtp/disable', $value, 'default', 0);
        $this->change([]);
    }
}
