<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\Controller\Result\JsonFactory;

/** A button's question: answers in JSON, and says in plain words what went wrong. */
abstract class AbstractAnswer extends Action
{
    public function __construct(
        Context $context,
        private readonly JsonFactory $jsonFactory,
        private readonly Problem $problem,
        protected readonly Connection $connection
    ) {
        parent::__construct($context);
    }

    /**
     * What the button wants to know or have done.
     *
     * @throws \Exception
     */
    abstract protected function answer(string $connection): array;

    public function execute()
    {
        // Xero may take seconds to answer; the session must not keep this person's other pages waiting.
        $this->_session->writeClose();
        try {
            $answer = ['error' => false] + $this->answer($this->connection->named($this->getRequest()));
        } catch (\Throwable $thrown) {
            $answer = ['error' => true] + $this->problem->of($thrown);
        }
        return $this->jsonFactory->create()->setData($answer);
    }
}
