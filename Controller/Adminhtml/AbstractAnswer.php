<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\App\Action;

/** A button's question: answers in JSON, and says in plain words what went wrong. */
abstract class AbstractAnswer extends Action
{
    protected readonly EngineInterface $engine;
    protected readonly Connection $connection;
    protected readonly Problem $problem;

    public function __construct(private readonly AnswerContext $context)
    {
        parent::__construct($context->action);
        $this->engine = $context->engine;
        $this->connection = $context->connection;
        $this->problem = $context->problem;
    }

    /** What the button wants to know or have done. */
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
        return $this->context->jsonFactory->create()->setData($answer);
    }
}
