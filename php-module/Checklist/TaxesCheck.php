<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Mapping\MappingState;
use Ledgerline\Xero\Mapping\TaxTable;

/** Does every tax rate that the shop uses become one of Xero's? */
class TaxesCheck implements CheckInterface
{
    public function __construct(
        private readonly Connection $connection,
        private readonly TaxTable $taxTable,
        private readonly MappingLink $link
    ) {}

    public function look(string $connection): Step
    {
        $title = (string)__('Taxes');
        if (!$this->connection->hasBooks($connection)) {
            return new Step($title, Step::LATER, (string)__('Comes after the steps above.'));
        }
        $missing = $open = [];
        $held = 0;
        foreach ($this->taxTable->rows($connection) as $row) {
            if ($row['blocks'] || $row['state'] === MappingState::OPEN) {
                $missing[] = $row['label'];
                $held += $row['held'];
            } elseif ($row['state'] === MappingState::PROPOSAL) {
                $open[] = $row['label'];
                $held += $row['held'];
            }
        }
        $action = $this->link->to('tax', (string)__('Map taxes'), $connection);
        if ($held > 0) {
            return new Step($title, Step::PROBLEM, (string)__(
                '%1 documents wait because these rates are not mapped: %2.',
                $held,
                $this->link->names(array_merge($missing, $open))
            ), $action);
        }
        if ($missing) {
            return new Step($title, Step::TODO, (string)__('No tax rate in Xero fits: %1.', $this->link->names($missing)), $action);
        }
        if ($open) {
            return new Step($title, Step::TODO, (string)__('Proposals to confirm: %1.', $this->link->names($open)), $action);
        }
        return new Step($title, Step::DONE, (string)__('Every tax rate of the shop has one in Xero.'));
    }
}
