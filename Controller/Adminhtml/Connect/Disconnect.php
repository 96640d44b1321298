<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Connect;

use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Magento\Framework\App\Action\HttpPostActionInterface;

/** Revokes the consent at Xero. Queue and links stay. */
class Disconnect extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::disconnect';

    protected function answer(string $connection): array
    {
        $this->engine->disconnect($connection);
        return ['message' => (string)__('The shop is disconnected from Xero.')];
    }
}
