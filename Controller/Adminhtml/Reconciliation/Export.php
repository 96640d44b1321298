<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Reconciliation;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Reconcile\CsvExport;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\App\Filesystem\DirectoryList;
use Magento\Framework\App\Response\Http\FileFactory;

/** The newest reconciliation as a file for a spreadsheet: its findings, or its sums by day and store. */
class Export extends Action implements HttpGetActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::reconciliation';

    public function __construct(
        Context $context,
        private readonly FileFactory $files,
        private readonly EngineInterface $engine,
        private readonly Connection $connection,
        private readonly CsvExport $sheet,
        private readonly Problem $problem
    ) {
        parent::__construct($context);
    }

    public function execute()
    {
        try {
            $result = $this->engine->reconciliation($this->connection->named($this->getRequest()));
        } catch (\Throwable $thrown) {
            $this->messageManager->addErrorMessage($this->problem->text($thrown));
            return $this->resultRedirectFactory->create()->setPath('ledgerline_xero/reconciliation/index');
        }
        $part = $this->getRequest()->getParam('part') === 'days' ? 'days' : 'findings';
        return $this->files->create(
            sprintf('reconciliation-%s-%s-%s.csv', $part, $result?->from, $result?->to),
            ['type' => 'string', 'value' => $this->sheet->csv($result?->toArray() ?? [], $part)],
            DirectoryList::VAR_DIR,
            'text/csv'
        );
    }
}
