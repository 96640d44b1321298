<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Mapping\Transfer;
use Magento\Config\Console\Command\EmulatedAdminhtmlAreaProcessor;
use Magento\Framework\Exception\LocalizedException;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class MappingsImportCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:mappings:import';
    protected const DESCRIPTION = 'Saves mappings from a file of ledgerline:mappings:export, checked against Xero';

    public function __construct(
        CommandContext $context,
        private readonly Transfer $transfer,
        private readonly EmulatedAdminhtmlAreaProcessor $area
    ) {
        parent::__construct($context);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->addArgument('file', InputArgument::REQUIRED, 'The file; - is the standard input');
        $this->addFlag('dry-run', 'Shows what would change, and saves nothing');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $document = $this->document((string)$input->getArgument('file'));
        $isTrial = (bool)$input->getOption('dry-run');
        try {
            // Values are checked and saved like those of the configuration page.
            $changes = $this->area->process(function () use ($document, $isTrial): array {
                $changes = $this->transfer->compare($document);
                if (!$isTrial && $changes) {
                    $this->transfer->import($document, $changes);
                }
                return $changes;
            });
        } catch (EngineException $e) {
            throw $e;
        } catch (LocalizedException $e) {
            throw new InputException(__($e->getMessage()));
        }
        if ($this->isJson($input)) {
            $this->writeJson($output, ['changes' => $changes, 'saved' => !$isTrial && $changes !== []]);
            return self::FINE;
        }
        foreach ($changes as $change) {
            $output->writeln(sprintf('<info>%s %s</info>', $this->plain($change['connection']), $change['table']));
            foreach (['removed' => '-', 'added' => '+'] as $name => $sign) {
                foreach ($change[$name] as $row) {
                    $output->writeln('  ' . $sign . ' ' . $this->plain(
                        (string)json_encode($row, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES)
                    ));
                }
            }
            if (!$change['removed'] && !$change['added']) {
                $output->writeln('  another order of the rows');
            }
        }
        $output->writeln($changes ? ($isTrial ? 'Nothing was saved.' : 'Saved.') : 'Nothing changes.');
        return self::FINE;
    }

    private function document(string $file): array
    {
        // phpcs:disable Magento2.Functions.DiscouragedFunction
        if ($file !== '-' && (!is_file($file) || !is_readable($file))) {
            throw new InputException(__('The file %1 cannot be read.', $file));
        }
        $document = json_decode((string)file_get_contents($file === '-' ? 'php://stdin' : $file), true);
        // phpcs:enable
        if (!is_array($document)) {
            throw new InputException(__('The file %1 is not JSON.', $file));
        }
        return $document;
    }
}
