<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Reconciliation;

use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Controller\Adminhtml\AnswerContext;
use Ledgerline\Xero\Reconcile\Acceptance;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Exception\LocalizedException;

/** "Accept": a difference that is right stays out of the count, with a note, until it changes again. An empty "accept" takes that back. */
class Accept extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::reconcile_repair';

    public function __construct(AnswerContext $context, private readonly Acceptance $acceptance)
    {
        parent::__construct($context);
    }

    protected function answer(string $connection): array
    {
        $request = $this->getRequest();
        $entity = (string)$request->getParam('entity');
        $id = (string)$request->getParam('id');
        if ($request->getParam('back')) {
            $this->acceptance->takeBack($connection, $entity, $id);
            return [];
        }
        $note = trim((string)$request->getParam('note'));
        if ($note === '') {
            throw new LocalizedException(__('Write a note first: why is this difference right?'));
        }
        $user = $this->_auth->getUser();
        $this->acceptance->accept($connection, $entity, $id, $note, $user ? (string)$user->getUserName() : '');
        return [];
    }
}
