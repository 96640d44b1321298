<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Magento\Framework\Event;

/** A bunch of an import was saved: the rows know SKUs, the importer knows the ids. */
class ProductsImported extends AbstractNote
{
    protected function note(Event $event, Touched $touched): void
    {
        $importer = $event->getData('adapter');
        foreach ((array)$event->getData('bunch') as $row) {
            $sku = (string)($row['sku'] ?? '');
            $product = $sku === '' ? null : $importer->getNewSku($sku);
            if (is_array($product)) {
                $touched->add('product', (int)($product['entity_id'] ?? 0));
            }
        }
    }
}
