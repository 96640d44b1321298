<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

/**
 * Typed reader of the configuration under ledgerline_xero/, for a connection.
 *
 * Entities may be named as in snapshots (customer, invoice …) or as in configuration paths (customers, invoices …, payments).
 */
class Settings
{
    public const SECTION = 'ledgerline_xero';
    public const MODE_IMMEDIATELY = 'immediately';
    public const MODE_CRON = 'cron';
    public const DOCUMENT_INVOICE = 'invoice';
    public const DOCUMENT_ORDER = 'order';

    /**
     * Whether an entity is switched on.
     *
     * @param string $entity
     * @param string $connection
     * @return bool
     */
    public function isEnabled(string $entity, string $connection): bool
    {
        return true;
    }

    /**
     * "immediately" or "cron".
     *
     * @param string $entity
     * @param string $connection
     * @return string
     */
    public function mode(string $entity, string $connection): string
    {
        return self::MODE_CRON;
    }

    /**
     * Documents before this day (YYYY-MM-DD) are not sent; null means all.
     *
     * @param string $connection
     * @return string|null
     */
    public function startDate(string $connection): ?string
    {
        return null;
    }

    /**
     * The sales document: "invoice" or "order".
     *
     * @param string $connection
     * @return string
     */
    public function document(string $connection): string
    {
        return self::DOCUMENT_INVOICE;
    }
}
