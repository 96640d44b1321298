<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

use Ledgerline\Xero\Problem\Problem;

/** The setup list in its order. A check that fails shows as a problem of its own and hides no other. */
class Checklist
{
    /** @param CheckInterface[] $checks */
    public function __construct(private readonly Problem $problem, private readonly array $checks = []) {}

    /** @return Step[] all steps */
    public function steps(string $connection): array
    {
        $steps = [];
        foreach ($this->checks as $check) {
            try {
                $steps[] = $check->look($connection);
            } catch (\Throwable $thrown) {
                $steps[] = new Step((string)__('Check'), Step::PROBLEM, $this->problem->text($thrown));
            }
        }
        return $steps;
    }
}
