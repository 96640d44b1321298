<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Model;

use Ledgerline\Xero\Model\Reason;
use PHPUnit\Framework\TestCase;

class ReasonTest extends TestCase
{
    /** Codes of that section that are said in a log line, a window or a command, and never hold a document. */
    private const NOT_HELD = ['account_exists', 'reconciled', 'cancelled_by_person'];

    /** What holds a document and is explained in another section of the page. */
    private const ELSEWHERE = ['outcome_unproven', 'sent_elsewhere', 'never_answered', 'link_damaged', 'snapshot_malformed'];

    public function testEveryReasonThatNeedsAPersonHasATitle(): void
    {
        $page = (string)file_get_contents(dirname(__DIR__, 3) . '/docs/errors.md');
        preg_match('/^## Records that are held$(.*?)^## /ms', $page, $section);
        preg_match_all('/^\| `([a-z_]+)` \|.*\| (?:owner|accountant|administrator|developer) \|/m', $section[1] ?? '', $found);
        self::assertGreaterThan(30, count($found[1]));
        $reason = new Reason();
        $lacking = array_filter(
            [...array_diff($found[1], self::NOT_HELD), ...self::ELSEWHERE],
            static fn (string $code): bool => str_contains((string)$reason->title($code), $code)
        );
        self::assertSame([], array_values($lacking));
    }
}
