<?php

declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Native\Engine;
use Ledgerline\Native\XeroException;
use Ledgerline\Xero\Scripts\Phrases;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

require_once dirname(__DIR__, 2) . '/scripts/Phrases.php';

/**
 * The sentences that the engine gives are those that the translators are given.
 */
class MessagesTest extends ExtensionTestCase
{
    public function testTheTablesAreReadAsTheEngineReadsThem(): void
    {
        $engine = new Engine($this->options());
        self::assertSame((new Phrases(dirname(__DIR__, 2)))->sentences(), $engine->messages());
    }

    public function testTheTableOfCodesIsTheOneOfTheModulesTests(): void
    {
        $known = json_decode((string)file_get_contents(dirname(__DIR__) . '/fixtures/codes.json'), true, 8, JSON_THROW_ON_ERROR);
        self::assertSame($known, (new Engine($this->options()))->codes());
    }

    public function testTheAccountRolesAreThoseOfTheModulesTests(): void
    {
        $known = json_decode((string)file_get_contents(dirname(__DIR__) . '/fixtures/account-roles.json'), true, 8, JSON_THROW_ON_ERROR);
        self::assertSame($known, (new Engine($this->options()))->accountRoles());
    }

    public function testAnExceptionCarriesItsSentenceAsData(): void
    {
        try {
            $engine = new Engine($this->options());
            $engine->configure('default', Shop::settings());
            $engine->reconcile('default', ['from' => '2026-01-02', 'to' => '2026-01-01'], static fn (): array => []);
            self::fail('nothing was thrown');
        } catch (XeroException $e) {
            self::assertSame($e->getMessage(), $this->english((new Engine($this->options()))->messages(), $e->getDetails()['message_data']));
        }
    }

    private function english(array $templates, array $data): string
    {
        $said = array_map(static fn (array $one): string => preg_replace_callback(
            '~%(\d)~',
            static fn (array $place): string => $one['args'][$place[1] - 1],
            $templates[$one['id']]
        ), $data);
        return implode(' ', $said);
    }
}
