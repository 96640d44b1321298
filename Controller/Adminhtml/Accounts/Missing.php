<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Accounts;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Controller\Result\JsonFactory;

/**
 * Shows which accounts would be created, and creates none. Reads the lists again first: a proposal made from old lists would create duplicates.
 */
class Missing extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::accounts_create';

    public function __construct(
        Context $context,
        JsonFactory $jsonFactory,
        Problem $problem,
        Connection $connection,
        private readonly EngineInterface $engine,
        private readonly AccountRole $role,
        private readonly Choices $choices
    ) {
        parent::__construct($context, $jsonFactory, $problem, $connection);
    }

    protected function answer(string $connection): array
    {
        $this->engine->catalogue($connection, true);
        $chosen = array_map(strval(...), array_filter((array)$this->getRequest()->getParam('chosen', []), is_scalar(...)));
        return [
            'missing' => $this->role->missing($connection, $chosen),
            'choices' => $this->choices->of($connection),
        ];
    }
}
