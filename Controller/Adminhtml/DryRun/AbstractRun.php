<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\DryRun;

use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Controller\Adminhtml\AnswerContext;
use Ledgerline\Xero\DryRun\DryRunState;
use Magento\Framework\App\Action\HttpPostActionInterface;

/** A button or a step of the dry run. Xero is never called. */
abstract class AbstractRun extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::dry_run';

    public function __construct(AnswerContext $context, protected readonly DryRunState $state)
    {
        parent::__construct($context);
    }

    /** How it stands, for the page. */
    protected function progress(?array $run): array
    {
        $entities = $run['entities'] ?? [];
        return ['run' => [
            'id' => (string)($run['id'] ?? ''),
            'over' => (bool)($run['is_over'] ?? true),
            'read' => (int)array_sum(array_column($entities, 'read')),
            'total' => (int)array_sum(array_column($entities, 'total')),
        ]];
    }
}
