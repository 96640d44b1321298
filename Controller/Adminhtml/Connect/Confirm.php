<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Connect;

use Ledgerline\Xero\Catalogue\FreshLists;
use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Controller\Adminhtml\AnswerContext;
use Magento\Framework\App\Action\HttpPostActionInterface;

/** The question whether the books move to another organisation was answered on the configuration page. */
class Confirm extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::connect';

    public function __construct(AnswerContext $context, private readonly FreshLists $lists)
    {
        parent::__construct($context);
    }

    protected function answer(string $connection): array
    {
        $status = $this->engine->confirmOrganisation($connection, $this->getRequest()->getParam('answer') === 'move');
        $connected = $status->isConnected();
        if ($connected) {
            $this->lists->read($connection);
        }
        return ['connected' => $connected, 'organisation' => $status->organisationName()];
    }
}
