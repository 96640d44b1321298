<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Bridge\StoreGuard;
use Ledgerline\Xero\Text\Messages;

/** Is the PHP extension there, of the right version, can it write its store, and is that the one that sends? */
class ExtensionCheck implements CheckInterface
{
    public function __construct(
        private readonly AvailabilityInterface $availability,
        private readonly EngineInterface $engine,
        private readonly StoreGuard $guard,
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
        $refusal = $this->guard->refusal();
        if ($refusal !== null) {
            return new Step($title, Step::PROBLEM, $refusal->getMessage() . "\n" . $refusal->getDetails()['fix']);
        }
        return new Step($title, Step::DONE, (string)__('Version %1 is loaded.', (string)$state['version']));
    }
}
