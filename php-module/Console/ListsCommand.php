<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Config\Connections;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class ListsCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:lists';
    protected const DESCRIPTION = 'Shows accounts, tax rates, themes and tracking as read from Xero';
    private const LISTS = [
        'accounts' => ['code', 'name', 'type', 'status', 'currency', 'id'],
        'tax_rates' => ['type', 'name', 'rate', 'status', 'sales'],
        'branding_themes' => ['id', 'name'],
        'tracking' => ['id', 'name', 'options'],
    ];

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('connection', 'Which connection', Connections::DEFAULT_CODE);
        $this->addFlag('refresh', 'Reads them from Xero first (up to six calls)');
        $this->addList('list', 'Only these: ' . implode(', ', array_keys(self::LISTS)));
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $wanted = $this->words((array)$input->getOption('list')) ?: array_keys(self::LISTS);
        if ($unknown = array_diff($wanted, array_keys(self::LISTS))) {
            throw new InputException(__(
                '"%1" is not known. Choose from: %2.',
                implode(', ', $unknown),
                implode(', ', array_keys(self::LISTS))
            ));
        }
        $connection = $this->connectionOption($input) ?? Connections::DEFAULT_CODE;
        $catalogue = $this->engine->catalogue($connection, (bool)$input->getOption('refresh'));
        if ($this->isJson($input)) {
            $this->writeJson($output, $catalogue);
            return self::FINE;
        }
        if (empty($catalogue['fetched_at'])) {
            $output->writeln('Nothing was read from Xero yet: the same command with --refresh does it.');
            return self::FINE;
        }
        foreach ($wanted as $list) {
            $output->writeln(sprintf('<info>%s</info>', $list));
            $rows = [];
            foreach ($catalogue[$list] ?? [] as $item) {
                $item['options'] = implode(', ', array_column((array)($item['options'] ?? []), 'name'));
                $rows[] = array_map(static function (string $field) use ($item): string {
                    $value = $item[$field] ?? '';
                    return is_bool($value) ? ($value ? 'yes' : 'no') : (string)$value;
                }, self::LISTS[$list]);
            }
            $this->writeTable($output, self::LISTS[$list], $rows);
            $output->writeln('');
        }
        return self::FINE;
    }
}
