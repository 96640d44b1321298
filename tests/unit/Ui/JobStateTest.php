<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Ui;

use Ledgerline\Xero\Ui\Source\JobState;
use PHPUnit\Framework\TestCase;

class JobStateTest extends TestCase
{
    public function testEveryStateTheEngineWritesHasALabel(): void
    {
        $labels = array_column((new JobState())->toOptionArray(), 'label', 'value');
        $root = dirname(__DIR__, 3);
        preg_match('/State \{[^{}]*Cancelled => [^{}]*\}/s', (string) file_get_contents("$root/src/queue/mod.rs"), $states);
        preg_match_all('/=> "([a-z_]+)"/', $states[0] ?? '', $written);
        preg_match('/const APART: &str = "([a-z_]+)"/', (string) file_get_contents("$root/src/store/rows/jobs.rs"), $apart);

        self::assertContains('waiting', $written[1]);
        foreach ([...$written[1], $apart[1] ?? ''] as $state) {
            self::assertArrayHasKey($state, $labels);
        }
        self::assertSame('Damaged', (string) $labels['damaged']);
    }
}
