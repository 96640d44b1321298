<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/** bin/magento ledgerline:queue */
class QueueCommand extends AbstractListCommand
{
    protected function configure(): void
    {
        parent::configure();
        $this->setName('ledgerline:queue');
        $this->setDescription('Shows the queue, the newest jobs first');
    }

    protected function states(): array
    {
        return ['waiting', 'running', 'unknown', 'held', 'failed', 'done', 'cancelled', 'damaged'];
    }

    protected function stateField(): string
    {
        return 'state';
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $page = $this->engine->jobs($this->query($input));
        if ($this->isJson($input)) {
            $this->writeJson($output, $page);
            return self::FINE;
        }
        if (empty($page['items'])) {
            $output->writeln('There are no such jobs.');
            return self::FINE;
        }
        $rows = [];
        foreach ($page['items'] as $item) {
            $rows[] = [
                $item['id'],
                $item['connection'],
                $item['kind'] ?? $item['entity'],
                $item['number'] ?? $item['entity_id'],
                $item['state'],
                $item['attempt'] ?? '',
                $this->amount($item),
                $item['updated_at'] ?? '',
                trim(($item['code'] ?? '') . ' ' . $this->short((string)($item['message'] ?? ''))),
            ];
        }
        $this->writeTable(
            $output,
            ['Job', 'Connection', 'What', 'Number', 'State', 'Attempt', 'Total', 'Changed (UTC)', 'Reason'],
            $rows
        );
        $output->writeln(sprintf('%d of %d', count($rows), (int)($page['total'] ?? count($rows))));
        return self::FINE;
    }
}
