<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\SyncAll;

use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Controller\Adminhtml\AnswerContext;
use Ledgerline\Xero\SyncAll\Preview;
use Ledgerline\Xero\SyncAll\Report;
use Ledgerline\Xero\SyncAll\SyncAll;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Exception\LocalizedException;

/** A button or a step of "Sync All Data Now". */
abstract class AbstractRun extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::sync_all';

    public function __construct(
        AnswerContext $context,
        protected readonly SyncAll $syncAll,
        protected readonly Report $report,
        protected readonly Preview $preview
    ) {
        parent::__construct($context);
    }

    /** @return string[] entities that were ticked and may be sent */
    protected function entities(string $connection): array
    {
        $wanted = array_filter((array)$this->getRequest()->getParam('entities', []), is_string(...));
        $entities = array_values(array_intersect($this->preview->entities($connection), $wanted));
        if (!$entities) {
            throw new LocalizedException(__('Tick at least one kind of record.'));
        }
        return $entities;
    }

    protected function day(string $name): ?string
    {
        $day = trim((string)$this->getRequest()->getParam($name, ''));
        if ($day === '') {
            return null;
        }
        if (!preg_match('/^(\d{4})-(\d{2})-(\d{2})$/', $day, $part) || !checkdate((int)$part[2], (int)$part[3], (int)$part[1])) {
            throw new LocalizedException(__('"%1" is not a day. Write it as year-month-day: 2026-04-01.', $day));
        }
        return $day;
    }
}
