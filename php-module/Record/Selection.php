<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Record;

use Magento\Catalog\Model\ResourceModel\Product\CollectionFactory as Products;
use Magento\Customer\Model\ResourceModel\Customer\CollectionFactory as Customers;
use Magento\Framework\App\RequestInterface;
use Magento\Framework\Data\Collection\AbstractDb;
use Magento\Framework\Exception\LocalizedException;
use Magento\Sales\Model\ResourceModel\Order\CollectionFactory as Orders;
use Magento\Sales\Model\ResourceModel\Order\Creditmemo\CollectionFactory as Creditmemos;
use Magento\Sales\Model\ResourceModel\Order\Invoice\CollectionFactory as Invoices;
use Magento\Ui\Component\MassAction\Filter;

/** Which records a button or a mass action of one of Magento's grids is about. */
class Selection
{
    /** What a web request can read and queue in a few seconds. */
    public const MOST = 2000;

    public function __construct(
        private readonly RequestInterface $request,
        private readonly Filter $filter,
        private readonly Entity $entity,
        private readonly Access $access,
        private readonly Customers $customers,
        private readonly Products $products,
        private readonly Orders $orders,
        private readonly Invoices $invoices,
        private readonly Creditmemos $creditmemos
    ) {}

    public function entity(): string
    {
        $entity = (string)$this->request->getParam('entity');
        if (!isset(Entity::GROUPS[$entity])) {
            throw new LocalizedException(__('There is no such kind of record.'));
        }
        if (!$this->access->isAllowed($entity)) {
            throw new LocalizedException(__('Your role does not allow you to see these records.'));
        }
        return $entity;
    }

    /** Whether one record is meant, by a button on its page. */
    public function isSingle(): bool
    {
        return ctype_digit((string)$this->request->getParam('id'));
    }

    /**
     * @param int|null $most refuse more than so many
     * @return int[]
     */
    public function ids(?int $most = self::MOST): array
    {
        if ($this->isSingle()) {
            return [(int)$this->request->getParam('id')];
        }
        $ids = array_map(intval(...), $this->filter->getCollection($this->collection())->getAllIds());
        if ($most !== null && count($ids) > $most) {
            throw new LocalizedException(__(
                '%1 are selected. Here %2 go at once; for more use "Sync All Data Now" in the configuration, which takes a date range.',
                count($ids),
                $most
            ));
        }
        return $ids;
    }

    private function collection(): AbstractDb
    {
        return match ($this->entity()) {
            Entity::CUSTOMER => $this->customers->create(),
            Entity::PRODUCT => $this->products->create(),
            Entity::ORDER => $this->orders->create(),
            Entity::INVOICE => $this->invoices->create(),
            default => $this->creditmemos->create(),
        };
    }

    /** @return array{0:string, 1:array<string,string>} route and parameters of the page to go back to */
    public function page(): array
    {
        $entity = $this->entity();
        if ($this->isSingle()) {
            return $this->entity->page($entity, (string)$this->request->getParam('id')) ?? ['admin', []];
        }
        return [[
            Entity::CUSTOMER => 'customer/index/index',
            Entity::PRODUCT => 'catalog/product/index',
            Entity::ORDER => 'sales/order/index',
            Entity::INVOICE => 'sales/invoice/index',
            Entity::CREDITMEMO => 'sales/creditmemo/index',
        ][$entity], []];
    }
}
