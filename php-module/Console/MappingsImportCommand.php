<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Mapping\Transfer;
use Magento\Config\Console\Command\EmulatedAdminhtmlAreaProcessor;
use Magento\Framework\Exception\LocalizedException;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;

/** bin/magento ledgerline:mappings:import */
class MappingsImportCommand extends AbstractCommand
{
    public function __construct(
        Session $session,
        EngineInterface $engine,
        Connections $connections,
        private readonly Transfer $transfer,
        private readonly EmulatedAdminhtmlAreaProcessor $area
    ) {
        parent::__construct($session, $engine, $connections);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->setName('ledgerline:mappings:import');
        $this->setDescription('Saves mappings from a file of ledgerline:mappings:export, checked against Xero');
        $this->addArgument('file', InputArgument::REQUIRED, 'The file; - is the standard input');
        $this->addOption('dry-run', null, InputOption::VALUE_NONE, 'Shows what would change, and saves nothing');
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
