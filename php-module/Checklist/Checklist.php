<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

use Ledgerline\Xero\Problem\Problem;

/**
 * The setup list in its order. A check that fails shows as a problem of its own and hides no other.
 */
class Checklist
{
    /**
     * @var Problem
     */
    private $problem;

    /**
     * @var CheckInterface[]
     */
    private $checks;

    /**
     * @param Problem $problem
     * @param CheckInterface[] $checks
     */
    public function __construct(Problem $problem, array $checks = [])
    {
        $this->problem = $problem;
        $this->checks = $checks;
    }

    /**
     * All steps.
     *
     * @param string $connection
     * @return Step[]
     */
    public function steps(string $connection): array
    {
        $steps = [];
        foreach ($this->checks as $check) {
            try {
                $steps[] = $check->look($connection);
            } catch (\Throwable $thrown) {
                $problem = $this->problem->of($thrown);
                $steps[] = new Step((string)__('Check'), Step::PROBLEM, trim($problem['message'] . ' ' . $problem['fix']));
            }
        }
        return $steps;
    }
}
