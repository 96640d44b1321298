<?php
declare(strict_types=1);

namespace Magento\Framework\View\Element\UiComponent\DataProvider;

/**
 * Stands for the factory that Magento generates.
 */
class DocumentFactory
{
    public function create(array $data = []): Document
    {
        // Without the attributes' factory, which needs a shop.
        return (new \ReflectionClass(Document::class))->newInstanceWithoutConstructor();
    }
}
