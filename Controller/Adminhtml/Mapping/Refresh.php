<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Mapping;

use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Magento\Framework\App\Action\HttpPostActionInterface;

/** Reads the lists of a mapping page from Xero again. */
class Refresh extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::catalogue_refresh';

    protected function answer(string $connection): array
    {
        $this->engine->catalogue($connection, true);
        return [];
    }
}
