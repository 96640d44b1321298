<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Config;

use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Config\SettingsDocument;
use Ledgerline\Xero\Config\SettingsPublisher;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use PHPUnit\Framework\TestCase;

class SettingsPublisherTest extends TestCase
{
    public function testAConnectionWithUnusableSettingsDoesNotKeepTheOthersFromTheirs(): void
    {
        $engine = new FakeEngine();
        $engine->answers['configure'] = static function (string $connection) {
            return $connection === 'default'
                ? new EngineException(__('bad'), 'settings_invalid', [], EngineException::KIND_SETTINGS)
                : true;
        };
        $document = $this->createStub(SettingsDocument::class);
        $document->method('build')->willReturn(['version' => 1]);
        $publisher = new SettingsPublisher(
            new FakeConnections(['default' => [1], 'website_uk' => [2]]),
            $document,
            $engine
        );
        try {
            $publisher->publish();
            self::fail('the error must not be swallowed');
        } catch (EngineException $e) {
            self::assertSame('settings_invalid', $e->getErrorCode());
        }
        self::assertSame(['default', 'website_uk'], array_column($engine->callsOf('configure'), 0));
    }
}
