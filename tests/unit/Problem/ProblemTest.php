<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Problem;

use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Tests\Unit\Fake\FakeMessages;
use Ledgerline\Xero\Tests\Unit\Fake\MemoryLogger;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Phrase;
use PHPUnit\Framework\TestCase;

class ProblemTest extends TestCase
{
    /** @dataProvider problems */
    public function testASentenceAndWhatToDoAreOneText(\Throwable $thrown, string $text, int $logged): void
    {
        $logger = new MemoryLogger();
        self::assertSame($text, (new Problem($logger, FakeMessages::english()))->text($thrown));
        self::assertCount($logged, $logger->lines);
    }

    public static function problems(): array
    {
        return [
            'on purpose, without advice' => [new LocalizedException(new Phrase('There is no such record.')), 'There is no such record.', 0],
            'of the engine, with advice' => [
                new EngineException(new Phrase('The account is archived.'), 'account_archived', ['fix' => 'Choose another one.']),
                'The account is archived. Choose another one.',
                0,
            ],
            'a defect' => [
                new \RuntimeException('secret'),
                'Something went wrong in the shop. The details are in var/log/exception.log. Please send them to your developer.',
                1,
            ],
        ];
    }
}
