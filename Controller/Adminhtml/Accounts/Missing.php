<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Accounts;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Controller\Adminhtml\AnswerContext;
use Magento\Framework\App\Action\HttpPostActionInterface;

/**
 * Shows which accounts would be created, and creates none. Reads the lists again first: a proposal made from old lists would create duplicates.
 */
class Missing extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::accounts_create';

    public function __construct(AnswerContext $context, private readonly AccountRole $role, private readonly Choices $choices)
    {
        parent::__construct($context);
    }

    protected function answer(string $connection): array
    {
        $this->engine->catalogue($connection, true);
        $chosen = array_map(strval(...), array_filter((array)$this->getRequest()->getParam('chosen', []), is_scalar(...)));
        return ['missing' => $this->role->missing($connection, $chosen), 'choices' => $this->choices->of($connection)];
    }
}
