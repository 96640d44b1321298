<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Accounts;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Controller\Adminhtml\AnswerContext;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Exception\LocalizedException;

/** Creates the accounts that a person confirmed. One that Xero refuses does not stop the others. */
class Create extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::accounts_create';

    public function __construct(
        AnswerContext $context,
        private readonly Catalogue $catalogue,
        private readonly AccountRole $role,
        private readonly Choices $choices
    ) {
        parent::__construct($context);
    }

    protected function answer(string $connection): array
    {
        $created = $problems = [];
        $labels = $this->role->labels();
        foreach ((array)$this->getRequest()->getParam('accounts', []) as $role => $account) {
            if (!isset($labels[$role]) || !is_array($account)) {
                continue;
            }
            try {
                $made = $this->engine->createAccount($connection, $this->checked((string)$role, $account));
                $created[] = ['role' => $role, 'label' => $labels[$role], 'value' => $this->role->value($made)];
            } catch (\Throwable $thrown) {
                $problems[] = ['role' => $role, 'message' => $labels[$role] . ': ' . $this->problem->text($thrown)];
            }
        }
        $this->catalogue->forget();
        return ['created' => $created, 'problems' => $problems, 'choices' => $this->choices->of($connection)];
    }

    /** The account as the engine wants it. */
    private function checked(string $role, array $account): array
    {
        $checked = [];
        foreach (['code', 'name', 'type'] as $part) {
            $checked[$part] = is_scalar($account[$part] ?? null) ? trim((string)$account[$part]) : '';
        }
        if ($checked['code'] === '' || mb_strlen($checked['code']) > 10) {
            throw new LocalizedException(__('A code has one to ten characters.'));
        }
        if ($checked['name'] === '' || mb_strlen($checked['name']) > 150) {
            throw new LocalizedException(__('A name has one to 150 characters.'));
        }
        if (!in_array($checked['type'], $this->role->types($role), true)) {
            throw new LocalizedException(__('An account of this type cannot be used for it.'));
        }
        return $checked;
    }
}
