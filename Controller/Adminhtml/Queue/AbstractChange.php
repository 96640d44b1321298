<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Queue;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Sending\Sender;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Phrase;
use Magento\Ui\Component\MassAction\Filter;

/** Changes jobs of the queue: one, or those selected in the grid. */
abstract class AbstractChange extends Action implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::queue_manage';

    /** Ids handed to the engine at once. */
    private const PORTION = 500;

    public function __construct(
        Context $context,
        protected readonly EngineInterface $engine,
        protected readonly Sender $sender,
        private readonly Problem $problem,
        private readonly Filter $filter
    ) {
        parent::__construct($context);
    }

    /**
     * @param int[] $ids
     * @return int how many changed
     */
    abstract protected function change(array $ids): int;

    /** What to say afterwards. */
    abstract protected function said(int $count): Phrase|string;

    public function execute()
    {
        try {
            $count = 0;
            foreach (array_chunk($this->ids(), self::PORTION) as $ids) {
                $count += $this->change($ids);
            }
            if ($count > 0) {
                $this->finish();
                $this->messageManager->addSuccessMessage((string)$this->said($count));
            } else {
                $this->messageManager->addNoticeMessage((string)$this->nothing());
            }
        } catch (\Throwable $thrown) {
            $this->messageManager->addErrorMessage($this->problem->text($thrown));
        }
        return $this->resultRedirectFactory->create()->setPath('ledgerline_xero/queue/index');
    }

    /** What to say when nothing changed. */
    protected function nothing(): Phrase
    {
        return __('Nothing was changed: these documents are being sent, or are in Xero already.');
    }

    /** What is done once after all. */
    protected function finish(): void
    {
    }

    /** @return int[] ids of the jobs: the one named, or those of the grid's selection with its filters */
    private function ids(): array
    {
        $id = $this->getRequest()->getParam('id');
        if (is_string($id) && ctype_digit($id)) {
            return [(int)$id];
        }
        $selected = $this->getRequest()->getParam(Filter::SELECTED_PARAM);
        if (is_array($selected) && $selected) {
            return array_map(intval(...), array_values($selected));
        }
        $excluded = $this->getRequest()->getParam(Filter::EXCLUDED_PARAM);
        if ($excluded !== 'false' && !(is_array($excluded) && $excluded)) {
            throw new LocalizedException(__('An item needs to be selected. Select and try again.'));
        }
        $component = $this->filter->getComponent();
        $this->filter->prepareComponent($component);
        $this->filter->applySelectionOnTargetProvider();
        $provider = $component->getContext()->getDataProvider();
        $provider->setLimit(0, 0);
        $ids = [];
        foreach ($provider->getSearchResult()->getItems() as $item) {
            $ids[] = (int)$item->getId();
        }
        return $ids;
    }
}
