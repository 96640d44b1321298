<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Connect;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Catalogue\FreshLists;
use Ledgerline\Xero\Connection\ConnectAttempt;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\Controller\ResultInterface;

/** A step of "Connect Now" in its window. Every step ends by showing the result page, so that nothing happens twice by "Reload". */
abstract class AbstractWindow extends Action
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::connect';

    /** Id of the attempt that this step belongs to. */
    protected string $id = '';

    public function __construct(
        Context $context,
        protected readonly EngineInterface $engine,
        protected readonly ConnectAttempt $attempt,
        private readonly Problem $problem,
        protected readonly FreshLists $lists
    ) {
        parent::__construct($context);
    }

    /** @return ResultInterface|null the step itself: another page than the result's, or null */
    abstract protected function step(): ?ResultInterface;

    public function execute()
    {
        $this->id = self::clean((string)$this->getRequest()->getParam('attempt'));
        try {
            $result = $this->step();
        } catch (\Throwable $thrown) {
            $this->id = $this->id ?: uniqid('x');
            $this->attempt->move($this->id, ConnectAttempt::FAILED, $this->problem->of($thrown));
            $result = null;
        }
        return $result
            ?? $this->resultRedirectFactory->create()->setPath('ledgerline_xero/connect/result', ['attempt' => $this->id]);
    }

    /** An attempt's id as a browser sent it. */
    public static function clean(string $id): string
    {
        return substr((string)preg_replace('/[^a-z0-9]/', '', $id), 0, 40);
    }
}
