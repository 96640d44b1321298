<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Plugin;

use Ledgerline\Xero\Accounts\SalesAccounts;
use Ledgerline\Xero\Snapshot\CatalogueProducts;
use Magento\Catalog\Controller\Adminhtml\Product\Action\Attribute as Update;
use Magento\Framework\Controller\Result\JsonFactory;
use Magento\Framework\Controller\Result\RedirectFactory;
use Magento\Framework\Controller\ResultInterface;
use Magento\Framework\Message\ManagerInterface;

/**
 * "Update attributes" of several products takes only accounts that Xero has. A backend model of the attribute would do so, too, but would
 * break every product once the module is gone.
 */
class MassUpdateCheck
{
    public function __construct(
        private readonly SalesAccounts $accounts,
        private readonly ManagerInterface $messages,
        private readonly RedirectFactory $redirects,
        private readonly JsonFactory $answers
    ) {}

    /**
     * Refuses what is wrong before anything is changed, or while the form is checked.
     * @return mixed
     */
    public function aroundExecute(Update $subject, callable $proceed)
    {
        $value = $subject->getRequest()->getParam('attributes')[CatalogueProducts::SALES_ACCOUNT] ?? '';
        $store = (int)$subject->getRequest()->getParam('store', 0);
        $wrong = is_string($value) ? $this->accounts->wrong(trim($value), $store) : null;
        return $wrong === null ? $proceed() : $this->refused($subject, (string)__('%1: %2', __('Xero sales account'), $wrong), $store);
    }

    private function refused(Update $subject, string $message, int $store): ResultInterface
    {
        if ($subject instanceof Update\Validate) {
            return $this->answers->create()->setData([
                'error' => true, 'attribute' => CatalogueProducts::SALES_ACCOUNT, 'message' => $message,
            ]);
        }
        $this->messages->addErrorMessage($message);
        return $this->redirects->create()->setPath('catalog/product/', ['store' => $store]);
    }
}
