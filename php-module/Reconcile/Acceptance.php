<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

use Ledgerline\Xero\Api\Data\Finding;
use Ledgerline\Xero\Api\EngineInterface;
use Magento\Framework\Exception\LocalizedException;

/**
 * Keeps why a person accepted a finding of the reconciliation. The engine says where the note belongs and what it is about, and takes it
 * for nothing once that has changed.
 */
class Acceptance
{
    private const LONGEST = 500;

    public function __construct(private readonly EngineInterface $engine) {}

    /** @param string $by user name */
    public function accept(string $connection, string $entity, string $id, string $note, string $by): void
    {
        $finding = $this->finding($connection, $entity, $id);
        $this->engine->setCursor($finding->noteAt, (string)json_encode([
            'mark' => $finding->mark,
            'note' => mb_substr($note, 0, self::LONGEST),
            'by' => $by,
            'at' => gmdate('Y-m-d H:i:s'),
        ], JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE));
    }

    /** Makes it a finding again. */
    public function takeBack(string $connection, string $entity, string $id): void
    {
        $this->engine->setCursor($this->finding($connection, $entity, $id)->noteAt, '');
    }

    /** A finding of the newest reconciliation that can be accepted. */
    private function finding(string $connection, string $entity, string $id): Finding
    {
        foreach ($this->engine->reconciliation($connection)?->findings ?? [] as $finding) {
            if ($finding->isOf($entity, $id) && $finding->noteAt !== '') {
                return $finding;
            }
        }
        throw new LocalizedException(__('This is no finding any more. Please reload the page.'));
    }
}
