<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Mapping;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Mapping\Writer;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Controller\Result\JsonFactory;
use Magento\Framework\Exception\LocalizedException;

/** Saves the tables of a mapping page. They come as one JSON text: PHP cuts off forms with more than a thousand fields. */
abstract class AbstractSave extends Action implements HttpPostActionInterface
{
    /** Paths of the values that this page may save. */
    protected const PATHS = [];

    public function __construct(
        Context $context,
        private readonly JsonFactory $jsonFactory,
        private readonly Problem $problem,
        private readonly Connection $connection,
        private readonly Writer $writer
    ) {
        parent::__construct($context);
    }

    public function execute()
    {
        try {
            $connection = $this->connection->named($this->getRequest());
            $this->writer->save($connection, $this->tables());
            $this->messageManager->addSuccessMessage(
                (string)__('The mapping is saved. Documents that were held for it are tried again with the next sending.')
            );
            $answer = ['error' => false, 'url' => $this->getUrl('*/*/index', ['connection' => $connection])];
        } catch (\Throwable $thrown) {
            $answer = ['error' => true] + $this->problem->of($thrown);
        }
        return $this->jsonFactory->create()->setData($answer);
    }

    /** @return array<string,array[]> the tables as they were sent */
    private function tables(): array
    {
        $sent = json_decode((string)$this->getRequest()->getParam('tables'), true);
        if (!is_array($sent)) {
            throw new LocalizedException(__('The page sent nothing that can be saved. Please reload it.'));
        }
        $tables = [];
        foreach (static::PATHS as $path) {
            $rows = $sent[$path] ?? [];
            $tables[$path] = is_array($rows) ? array_values(array_filter($rows, is_array(...))) : [];
        }
        return $tables;
    }
}
