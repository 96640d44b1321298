<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Text\Messages;

/** Is the PHP extension there, of the right version, and can it write its store? */
class ExtensionCheck implements CheckInterface
{
    public function __construct(
        private readonly AvailabilityInterface $availability,
        private readonly EngineInterface $engine,
        private readonly Messages $messages
    ) {}

    public function look(string $connection): Step
    {
        $title = (string)__('PHP extension');
        $state = $this->availability->state();
        if (!$state['ok']) {
            return new Step($title, Step::PROBLEM, $state['message'] . "\n" . $state['fix']);
        }
        $store = $this->engine->health()->store;
        if (!$store->isFine) {
            return new Step($title, Step::PROBLEM, $this->messages->say($store->message));
        }
        return new Step($title, Step::DONE, (string)__('Version %1 is loaded.', (string)$state['version']));
    }
}
