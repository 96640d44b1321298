<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Accounts;

use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Catalogue\FreshLists;
use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Controller\Adminhtml\AnswerContext;
use Magento\Framework\App\Action\HttpPostActionInterface;

/** Reads accounts and tax rates from Xero again. */
class Refresh extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::config';

    public function __construct(AnswerContext $context, private readonly Choices $choices, private readonly FreshLists $lists)
    {
        parent::__construct($context);
    }

    protected function answer(string $connection): array
    {
        // After connecting, the window may have read them already.
        if (!$this->getRequest()->getParam('recent') || !$this->lists->isFresh($connection)) {
            $this->engine->catalogue($connection, true);
        }
        return ['choices' => $this->choices->of($connection)];
    }
}
