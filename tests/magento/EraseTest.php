<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Cron\Housekeeping;
use Ledgerline\Xero\Cron\Prune;
use Ledgerline\Xero\Tests\Magento\Support\StoreFile;

/**
 * What queue and log forget, and when.
 */
class EraseTest extends ShopTestCase
{
    public function testADeletedCustomerIsForgottenOnceWhatWaitsIsSent(): void
    {
        $this->connect();
        $customer = $this->customer();
        self::assertTrue($this->isKnown($customer['last']));
        $this->inShop('$shop->get(\Magento\Customer\Api\CustomerRepositoryInterface::class)->deleteById((int)$given["id"]);', $customer);
        self::assertSame([['customer_id' => (string)$customer['id']]], json_decode((string)$this->engine()->cursor('erase.pending'), true));
        $this->inShop('$shop->get($given["job"])->execute();', ['job' => Housekeeping::class]);
        self::assertTrue($this->isKnown($customer['last']), 'what is queued must be sent first');
        self::assertSame(0, $this->magento('ledgerline:drain')->wait());
        $this->inShop('$shop->get($given["job"])->execute();', ['job' => Housekeeping::class]);
        self::assertSame('[]', $this->engine()->cursor('erase.pending'));
        self::assertFalse($this->isKnown($customer['last']));
    }

    public function testItCanBeSwitchedOff(): void
    {
        $this->connect(['privacy/erase_deleted' => '0']);
        $customer = $this->customer();
        self::assertSame(0, $this->magento('ledgerline:drain')->wait());
        $this->inShop('$shop->get(\Magento\Customer\Api\CustomerRepositoryInterface::class)->deleteById((int)$given["id"]);', $customer);
        self::assertTrue($this->isKnown($customer['last']));

        $human = $this->magento('ledgerline:erase', '--customer=' . $customer['id']);
        self::assertSame(0, $human->wait(), $human->everything());
        self::assertStringContainsString('Erased:', $human->output());
        self::assertFalse($this->isKnown($customer['last']));
        $json = $this->magento('ledgerline:erase', '--email=nobody@example.com', '--json');
        self::assertSame(0, $json->wait(), $json->everything());
        self::assertSame(0, $json->json()['jobs']);
    }

    public function testWrongUseIsRefused(): void
    {
        foreach (['', '--customer=0', '--customer=x', '--email=x', '--customer=1 --email=a@example.com'] as $line) {
            $process = $this->magento('ledgerline:erase', ...array_filter(explode(' ', $line)));
            self::assertSame(1, $process->wait(), $line . $process->everything());
        }
    }

    public function testWhatWasSentIsDeletedAfterItsOwnTime(): void
    {
        $this->connect(['log/log_days' => '90', 'log/exchange_days' => '2']);
        $this->customer();
        self::assertSame(0, $this->magento('ledgerline:drain')->wait());
        $line = $this->engine()->log(['filters' => [['field' => 'status', 'condition' => 'eq', 'value' => 'success']]])->rows[0]->id;
        self::assertNotNull($this->engine()->logDetail($line)->sent);
        (new StoreFile($this->store))->age(['exchange' => ['at']], 3);
        $this->inShop('$shop->get($given["job"])->execute();', ['job' => Prune::class]);
        self::assertNull($this->engine()->logDetail($line)->sent);
    }

    private function customer(): array
    {
        return $this->inShop('$customer = $records->customer(); return ["id" => $customer->getId(), "last" => $customer->getLastname()];');
    }

    /** Whether the name is anywhere in the store. */
    private function isKnown(string $name): bool
    {
        return (new StoreFile($this->store))->holds($name);
    }
}
