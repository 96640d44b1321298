<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Bridge;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\Data\ReconciliationResult;
use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Config\Options;

/**
 * The gateway to the PHP extension: the only class of the module that names it.
 *
 * The name stays out of constructors and inheritance, because setup:di:compile must pass on a machine without the
 * extension.
 */
class Engine extends EngineCalls
{
    /** The extension's class. */
    public const NATIVE = \Ledgerline\Native\Engine::class;

    private ?\Ledgerline\Native\Engine $native = null;

    public function __construct(private readonly AvailabilityInterface $availability, private readonly Options $options) {}

    public function drain(array $options = [], ?callable $progress = null): array
    {
        return $this->guarded($progress, fn (?callable $guarded): array => parent::drain($options, $guarded));
    }

    public function moveStore(string $to, array $options = [], ?callable $progress = null): array
    {
        return $this->guarded($progress, fn (?callable $guarded): array => parent::moveStore($to, $options, $guarded));
    }

    public function reconcile(string $connection, array $plan, callable $documents): ReconciliationResult
    {
        $thrown = null;
        $guarded = static function () use ($documents, &$thrown): ?array {
            try {
                return $documents();
            } catch (\Throwable $e) {
                // The engine must end in order; an answer that is no list tells it to.
                $thrown = $e;
                return null;
            }
        };
        try {
            return parent::reconcile($connection, $plan, $guarded);
        } catch (EngineException $e) {
            throw $thrown ?? $e;
        }
    }

    /** Makes a call that tells a function how far it is. */
    private function guarded(?callable $progress, callable $call): array
    {
        $thrown = null;
        $result = $call($progress === null ? null : static function (array $state) use ($progress, &$thrown) {
            try {
                return $progress($state) !== false;
            } catch (\Throwable $e) {
                // The engine must end its calls in order; what the caller threw is thrown again afterwards.
                $thrown = $e;
                return false;
            }
        });
        if ($thrown !== null) {
            throw $thrown;
        }
        return $result;
    }

    protected function ask(string $method, array $arguments): mixed
    {
        try {
            return $this->native()->$method(...$arguments);
        } catch (EngineException $e) {
            throw $e;
        } catch (\Ledgerline\Native\XeroException $e) {
            $name = get_class($e);
            throw new EngineException(
                // Kept as the engine said it, for logs; Messages puts it into the language of a screen.
                __('%1', $e->getMessage()),
                $e->getErrorCode(),
                $e->getDetails(),
                substr($name, (int)strrpos($name, '\\') + 1),
                $e
            );
        } catch (\Error $e) {
            // A defect inside the extension unwinds into an \Error; the process lives, the job is taken back by its
            // lease.
            throw new EngineException(
                __('The PHP extension "ledgerline" failed inside: %1', $e->getMessage()),
                'engine_panic',
                ['method' => $method],
                EngineException::KIND_PANIC
            );
        } catch (\Exception $e) {
            throw new EngineException(
                __('The PHP extension "ledgerline" failed: %1', $e->getMessage()),
                'internal',
                ['method' => $method],
                EngineException::KIND_ENGINE,
                $e
            );
        }
    }

    /** @return \Ledgerline\Native\Engine the extension's object, made at the first call */
    private function native()
    {
        if ($this->native === null) {
            $state = $this->availability->state();
            if (!$state['ok']) {
                throw new EngineException(__($state['message']), $state['code'], ['fix' => $state['fix'], 'version' => $state['version']]);
            }
            $class = self::NATIVE;
            $this->native = new $class($this->options->all());
        }
        return $this->native;
    }
}
