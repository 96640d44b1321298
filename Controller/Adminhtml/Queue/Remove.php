<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Queue;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Record\SendAgain;
use Ledgerline\Xero\Sending\Sender;
use Magento\Backend\App\Action\Context;
use Magento\Framework\Phrase;
use Magento\Ui\Component\MassAction\Filter;

/** Removes damaged lines, and no other. */
class Remove extends AbstractChange
{
    public function __construct(
        Context $context,
        EngineInterface $engine,
        Sender $sender,
        Problem $problem,
        Filter $filter,
        private readonly SendAgain $again
    ) {
        parent::__construct($context, $engine, $sender, $problem, $filter);
    }

    protected function change(array $ids): int
    {
        $damaged = array_keys($this->again->damaged($ids));
        return $damaged === [] ? 0 : $this->engine->cancel($damaged);
    }

    protected function said(int $count): Phrase|string
    {
        return $count === 1 ? __('1 damaged line was removed.') : __('%1 damaged lines were removed.', $count);
    }

    protected function nothing(): Phrase
    {
        return __('Nothing was changed: only damaged lines can be removed.');
    }
}
