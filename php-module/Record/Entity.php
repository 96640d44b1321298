<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Record;

/** Names the kinds of records that are sent, as they are called on screens. */
class Entity
{
    public const CUSTOMER = 'customer';
    public const PRODUCT = 'product';
    public const ORDER = 'order';
    public const INVOICE = 'invoice';
    public const CREDITMEMO = 'creditmemo';
    /** No record of its own: switches payments of invoices and credit memos. */
    public const PAYMENT = 'payment';
    /** Who ordered without an account; known by the order alone. */
    public const GUEST = 'guest';

    /** Config path groups of the entities that a person can send by "Sync All Data Now". */
    public const GROUPS = [
        self::CUSTOMER => 'customers',
        self::PRODUCT => 'products',
        self::ORDER => 'orders',
        self::INVOICE => 'invoices',
        self::CREDITMEMO => 'creditmemos',
    ];

    /** Where the admin shows one record, with the name of the parameter that takes its id. */
    private const PAGES = [
        self::CUSTOMER => ['customer/index/edit', 'id'],
        self::PRODUCT => ['catalog/product/edit', 'id'],
        self::ORDER => ['sales/order/view', 'order_id'],
        self::INVOICE => ['sales/invoice/view', 'invoice_id'],
        self::CREDITMEMO => ['sales/creditmemo/view', 'creditmemo_id'],
    ];

    public function label(string $entity): string
    {
        return (string)($this->labels()[$entity] ?? ucfirst(str_replace('_', ' ', $entity)));
    }

    public function plural(string $entity): string
    {
        $names = [
            self::CUSTOMER => __('Customers'),
            self::PRODUCT => __('Products'),
            self::ORDER => __('Orders'),
            self::INVOICE => __('Invoices'),
            self::CREDITMEMO => __('Credit memos'),
        ];
        return (string)($names[$entity] ?? $this->label($entity));
    }

    /** @return array<string, \Magento\Framework\Phrase> names by code */
    public function labels(): array
    {
        return [
            self::CUSTOMER => __('Customer'),
            self::GUEST => __('Guest'),
            self::PRODUCT => __('Product'),
            self::ORDER => __('Order'),
            self::INVOICE => __('Invoice'),
            self::CREDITMEMO => __('Credit memo'),
        ];
    }

    /**
     * Route and parameters of the record's page in the admin, or null when it has none.
     * @return array{0:string, 1:array<string, string>}|null
     */
    public function page(string $entity, string $id): ?array
    {
        if (!isset(self::PAGES[$entity]) || !ctype_digit($id)) {
            return null;
        }
        [$route, $parameter] = self::PAGES[$entity];
        return [$route, [$parameter => $id]];
    }
}
