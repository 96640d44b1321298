<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Api\EngineException;

/** A job of cron: does nothing without the extension, hands over settings and touched records first, logs what goes wrong. */
abstract class AbstractJob
{
    public function __construct(private readonly JobContext $context) {}

    /**
     * Called by cron.
     * @throws \Throwable so that the schedule shows the failure as well
     */
    public function execute(): void
    {
        // The admin's notice says what to install; cron would repeat it every minute.
        if (!$this->context->availability->isReady()) {
            return;
        }
        try {
            // Cron leaves the jobs to the server that sends; another one may have taken over since then.
            if (!$this->context->guard->isOurs()) {
                return;
            }
            $this->publish();
            $this->context->collector->catchUp();
            $this->work();
        } catch (\Throwable $e) {
            $code = $e instanceof EngineException ? $e->getErrorCode() : 'internal';
            $this->context->logger->error(
                sprintf('%s: %s', $code, $e->getMessage()),
                ['job' => get_class($this), 'at' => $e->getFile() . ':' . $e->getLine()]
            );
            throw $e;
        }
    }

    abstract protected function work(): void;

    /** Hands over the settings; those of one connection being unusable does not stop the others. */
    private function publish(): void
    {
        try {
            $this->context->publisher->publish();
        } catch (EngineException $e) {
            if ($e->getKind() !== EngineException::KIND_SETTINGS) {
                throw $e;
            }
            $this->context->logger->warning($e->getErrorCode() . ': ' . $e->getMessage());
        }
    }
}
