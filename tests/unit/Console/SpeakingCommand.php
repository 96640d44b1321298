<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Console;

use Ledgerline\Xero\Console\AbstractCommand;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * Shows how commands write.
 */
class SpeakingCommand extends AbstractCommand
{
    public function shown(string $text): string
    {
        return $this->plain($text);
    }

    public function json(OutputInterface $output, array $answer): void
    {
        $this->writeJson($output, $answer);
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        return self::FINE;
    }
}
