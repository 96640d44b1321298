<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\Data\Row;
use Symfony\Component\Console\Input\InputInterface;

/** A command that shows one page of something, the newest first. */
abstract class AbstractListCommand extends AbstractCommand
{
    private const LIMIT = 20;

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('state', 'Only these: ' . implode(', ', $this->states()));
        $this->addList('entity', 'Only this: customer, product, order, invoice, creditmemo');
        $this->addValue('connection', 'Only this connection');
        $this->addValue('limit', 'How many to show', (string)self::LIMIT);
    }

    /** @return string[] states that can be asked for */
    abstract protected function states(): array;

    abstract protected function stateField(): string;

    protected function query(InputInterface $input): array
    {
        $filters = [];
        $states = $this->words([(string)$input->getOption('state')]);
        if ($unknown = array_diff($states, $this->states())) {
            throw new InputException(__('"%1" is not known. Choose from: %2.', implode(', ', $unknown), implode(', ', $this->states())));
        }
        if ($states) {
            $filters[] = ['field' => $this->stateField(), 'condition' => 'in', 'value' => $states];
        }
        $entities = $this->entityOption($input);
        if ($entities) {
            $filters[] = ['field' => 'entity', 'condition' => 'in', 'value' => $entities];
        }
        $connection = $this->connectionOption($input);
        if ($connection !== null) {
            $filters[] = ['field' => 'connection', 'condition' => 'eq', 'value' => $connection];
        }
        return [
            'english' => true,
            'filters' => $filters,
            'sort' => 'id',
            'direction' => 'desc',
            'page' => 1,
            'page_size' => $this->numberOption($input, 'limit', self::LIMIT),
        ];
    }

    protected function amount(Row $row): string
    {
        return $row->total === '' ? '' : trim($row->total . ' ' . $row->currency);
    }

    /** A text that fits into a column. */
    protected function short(string $text): string
    {
        return mb_strlen($text) > 80 ? mb_substr($text, 0, 79) . '…' : $text;
    }
}
