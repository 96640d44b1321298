<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Queue;

use Ledgerline\Xero\Model\Problem;
use Ledgerline\Xero\Model\Sender;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;

/**
 * "Sync now" above the grid: has everything that is ready sent within a minute.
 */
class Drain extends Action implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::queue_manage';

    /**
     * @var Sender
     */
    private $sender;

    /**
     * @var Problem
     */
    private $problem;

    /**
     * @param Context $context
     * @param Sender $sender
     * @param Problem $problem
     */
    public function __construct(Context $context, Sender $sender, Problem $problem)
    {
        parent::__construct($context);
        $this->sender = $sender;
        $this->problem = $problem;
    }

    /**
     * @inheritdoc
     */
    public function execute()
    {
        try {
            $this->sender->wake();
            $this->messageManager->addSuccessMessage(
                (string)__('Sending begins within a minute. Refresh this page to see what is left.')
            );
        } catch (\Throwable $thrown) {
            $problem = $this->problem->of($thrown);
            $this->messageManager->addErrorMessage(trim($problem['message'] . ' ' . $problem['fix']));
        }
        return $this->resultRedirectFactory->create()->setPath('ledgerline_xero/queue/index');
    }
}
