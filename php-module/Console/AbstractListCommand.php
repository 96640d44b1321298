<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\Data\Page;
use Ledgerline\Xero\Api\Data\Row;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

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

    /**
     * Writes a page, and how much of all it is.
     * @param string $none what to say where there is nothing
     * @param string[] $headers
     * @param \Closure $cells of a row
     */
    protected function writePage(InputInterface $input, OutputInterface $output, Page $page, string $none, array $headers, \Closure $cells): int
    {
        if ($this->isJson($input)) {
            $this->writeJson($output, $page->toArray());
        } elseif ($page->rows === []) {
            $output->writeln($none);
        } else {
            $this->writeTable($output, $headers, array_map($cells, $page->rows));
            $output->writeln(sprintf('%d of %d', count($page->rows), $page->total));
        }
        return self::FINE;
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
