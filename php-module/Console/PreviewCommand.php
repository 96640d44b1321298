<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Snapshot\Reader;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class PreviewCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:preview';
    protected const DESCRIPTION = 'Shows what a record would become in Xero, without sending it';
    private const ENTITIES = ['customer', 'product', 'order', 'invoice', 'creditmemo'];

    public function __construct(CommandContext $context, private readonly Reader $reader, private readonly Catalogue $catalogue)
    {
        parent::__construct($context);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('entity', implode(', ', self::ENTITIES));
        $this->addValue('ids', 'Ids in the shop, separated by commas');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $entity = (string)$input->getOption('entity');
        if (!in_array($entity, self::ENTITIES, true)) {
            throw new InputException(__('Name one --entity: %1.', implode(', ', self::ENTITIES)));
        }
        $ids = array_filter(array_map(intval(...), explode(',', (string)$input->getOption('ids'))));
        if (!$ids) {
            throw new InputException(__('--ids is empty.'));
        }
        $previews = [];
        foreach ($this->reader->read($entity, $ids) as $snapshot) {
            $previews[] = [
                'entity' => $entity,
                'id' => $snapshot['id'],
                'number' => $snapshot['number'] ?? $snapshot['sku'] ?? $snapshot['email'] ?? '',
                'connection' => $snapshot['connection'],
            ] + $this->preview($snapshot);
        }
        $isHeld = array_filter(array_column($previews, 'held')) !== [];
        if ($this->isJson($input)) {
            $this->writeJson($output, ['previews' => $previews]);
        } else {
            $this->write($output, $previews);
        }
        return $isHeld ? self::NEEDS_PERSON : self::FINE;
    }

    /** One preview. Without Xero's lists nothing fits, which would look like a fault of the settings. */
    private function preview(array $snapshot): array
    {
        if ($this->catalogue->isRead((string)$snapshot['connection'])) {
            return $this->engine->preview($snapshot);
        }
        return ['held' => [
            'code' => 'lists_unread',
            'message' => (string)__('Accounts and tax rates were not read from Xero yet.'),
            'fix' => (string)__('Connect the shop, or read them: bin/magento ledgerline:lists --refresh'),
        ]];
    }

    /** The records one after the other: Xero's JSON, or why it would be held. */
    private function write(OutputInterface $output, array $previews): void
    {
        if (!$previews) {
            $output->writeln('There are no such records.');
        }
        foreach ($previews as $one) {
            $title = $this->plain(sprintf('%s %s (%s)', $one['entity'], $one['number'] ?: $one['id'], $one['connection']));
            if (!empty($one['held'])) {
                $output->writeln(sprintf('<comment>%s would be held: %s</comment>', $title, $one['held']['code']));
                $output->writeln($this->plain($one['held']['message'] . ' ' . $one['held']['fix']));
                continue;
            }
            $total = isset($one['total'])
                ? sprintf(': %s %s, tax %s', $one['total'], $one['currency'], $one['tax'])
                : '';
            $output->writeln(sprintf('<info>%s becomes %s%s</info>', $title, $one['endpoint'], $total));
            $this->writeJson($output, (array)$one['body']);
        }
    }
}
