<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Record;

use Ledgerline\Xero\Api\Data\Standing;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Snapshot\Reader;
use Ledgerline\Xero\Status\RecordStatus;

/** A record as it would be in Xero, in words for people: nothing is sent, and nothing of it is decided here. */
class Preview
{
    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Reader $reader,
        private readonly Catalogue $catalogue,
        private readonly Body $body
    ) {}

    /**
     * The documents that a record would become, one for each connection.
     * @return array[] stuck (Standing or null), connection, kind, unread (Xero's lists are not known yet: nothing can be said), held {code, message, fix}
     *     or null, facts [[label, value]], lines, inclusive, net, tax, total, currency, body
     */
    public function of(string $entity, int $id): array
    {
        $previews = [];
        foreach ($this->reader->read($entity, [$id]) as $snapshot) {
            // Without Xero's accounts and tax rates nothing fits, which would look like a fault of the settings.
            $previews[] = ['stuck' => $this->stuck($entity, $id, (string)$snapshot['connection'])]
                + ($this->catalogue->isRead((string)$snapshot['connection'])
                    ? $this->one($snapshot, $this->engine->preview($snapshot))
                    : ['unread' => true] + $this->one($snapshot, []));
        }
        return $previews;
    }

    /**
     * Why the record is not sent as things stand in the queue: a document can be in order and held all the same, for its period, its
     * customer or Xero's refusal.
     */
    private function stuck(string $entity, int $id, string $connection): ?Standing
    {
        foreach ($this->engine->standings($entity, [(string)$id])[$id] ?? [] as $standing) {
            $isStuck = in_array(RecordStatus::of($standing), [RecordStatus::HELD, RecordStatus::ON_HOLD, RecordStatus::FAILED, RecordStatus::EXCLUDED], true);
            if ($standing->connection === $connection && $isStuck) {
                return $standing;
            }
        }
        return null;
    }

    /** @param array $preview as the engine gives it */
    private function one(array $snapshot, array $preview): array
    {
        $connection = (string)$snapshot['connection'];
        $body = $preview['body'] ?? [];
        $isInclusive = ($body['LineAmountTypes'] ?? '') === 'Inclusive';
        $total = (string)($preview['total'] ?? '');
        $tax = (string)($preview['tax'] ?? '');
        return [
            'connection' => $connection,
            'kind' => $this->kind((string)($preview['endpoint'] ?? ''), (string)$snapshot['kind']),
            'unread' => false,
            'held' => $preview['held'] ?? null,
            'facts' => $this->body->facts($body, $connection, $this->buyer($snapshot)),
            'lines' => $this->body->lines($body['LineItems'] ?? [], $connection),
            'inclusive' => $isInclusive,
            'net' => $total === '' || $tax === '' ? '' : bcsub($total, $tax, 2),
            'tax' => $tax,
            'total' => $total,
            'currency' => (string)($preview['currency'] ?? ''),
            'body' => $this->body->text($body),
        ];
    }

    private function kind(string $endpoint, string $entity): string
    {
        $kinds = ['Invoices' => __('Sales invoice'), 'CreditNotes' => __('Credit note'), 'Contacts' => __('Contact'),
            'Items' => __('Item')];
        $byEntity = [Reader::CUSTOMER => 'Contacts', Reader::PRODUCT => 'Items', Reader::CREDITMEMO => 'CreditNotes'];
        return (string)$kinds[$endpoint === '' ? $byEntity[$entity] ?? 'Invoices' : $endpoint];
    }

    private function buyer(array $snapshot): string
    {
        $person = $snapshot['customer'] ?? [];
        return trim(($person['first_name'] ?? '') . ' ' . ($person['last_name'] ?? '')) ?: (string)($person['email'] ?? '');
    }
}
