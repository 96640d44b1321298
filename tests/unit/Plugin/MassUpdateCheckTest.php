<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Plugin;

use Ledgerline\Xero\Accounts\SalesAccounts;
use Ledgerline\Xero\Plugin\MassUpdateCheck;
use Magento\Catalog\Controller\Adminhtml\Product\Action\Attribute\Save;
use Magento\Catalog\Controller\Adminhtml\Product\Action\Attribute\Validate;
use Magento\Framework\App\RequestInterface;
use Magento\Framework\Controller\Result\Json;
use Magento\Framework\Controller\Result\JsonFactory;
use Magento\Framework\Controller\Result\Redirect;
use Magento\Framework\Controller\Result\RedirectFactory;
use Magento\Framework\Message\ManagerInterface;
use Magento\Framework\Phrase;
use PHPUnit\Framework\TestCase;

class MassUpdateCheckTest extends TestCase
{
    /** @var string[] */
    private array $said = [];

    /** @var array<string,mixed> */
    private array $answer = [];

    /** @dataProvider fine */
    public function testWhatXeroHasIsSaved(array $attributes): void
    {
        self::assertSame('saved', $this->plugin()->aroundExecute($this->update(Save::class, $attributes), static fn (): string => 'saved'));
        self::assertSame([], $this->said);
    }

    public static function fine(): array
    {
        return [
            'an account' => [['xero_sales_account' => ' 200 ']],
            'none again' => [['xero_sales_account' => '']],
            'other attributes' => [['name' => 'Bag']],
            'nothing' => [[]],
        ];
    }

    public function testWhatXeroDoesNotHaveIsRefusedBeforeAnythingIsChanged(): void
    {
        $never = static fn () => self::fail('it was saved');
        $this->plugin()->aroundExecute($this->update(Save::class, ['xero_sales_account' => '99999999', 'name' => 'Bag']), $never);
        self::assertSame(['Xero sales account: no 99999999 in 0'], $this->said);
        $this->plugin()->aroundExecute($this->update(Validate::class, ['xero_sales_account' => '99999999'], 5), $never);
        self::assertSame(
            ['error' => true, 'attribute' => 'xero_sales_account', 'message' => 'Xero sales account: no 99999999 in 5'],
            $this->answer
        );
    }

    private function plugin(): MassUpdateCheck
    {
        $accounts = $this->createMock(SalesAccounts::class);
        $accounts->method('wrong')->willReturnCallback(static fn (string $value, int $store): ?Phrase
            => in_array($value, ['', '200'], true) ? null : new Phrase('no %1 in %2', [$value, $store]));
        $messages = $this->createMock(ManagerInterface::class);
        $messages->method('addErrorMessage')->willReturnCallback(function (string $text) use ($messages): ManagerInterface {
            $this->said[] = $text;
            return $messages;
        });
        $redirect = $this->createMock(Redirect::class);
        $redirect->method('setPath')->willReturnSelf();
        $redirects = $this->createMock(RedirectFactory::class);
        $redirects->method('create')->willReturn($redirect);
        $json = $this->createMock(Json::class);
        $json->method('setData')->willReturnCallback(function (array $data) use ($json): Json {
            $this->answer = $data;
            return $json;
        });
        $answers = $this->createMock(JsonFactory::class);
        $answers->method('create')->willReturn($json);
        return new MassUpdateCheck($accounts, $messages, $redirects, $answers);
    }

    private function update(string $class, array $attributes, int $store = 0): object
    {
        $request = $this->createMock(RequestInterface::class);
        $request->method('getParam')->willReturnCallback(
            static fn (string $name, $default = null) => ['attributes' => $attributes, 'store' => $store][$name] ?? $default
        );
        $update = $this->createMock($class);
        $update->method('getRequest')->willReturn($request);
        return $update;
    }
}
