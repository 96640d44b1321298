<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Connect;

use Ledgerline\Xero\Config\SettingsPublisher;
use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Controller\Adminhtml\AnswerContext;
use Magento\Framework\App\Action\HttpPostActionInterface;

/** Connects a Custom Connection: no window, no consent. */
class Custom extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::connect';

    public function __construct(AnswerContext $context, private readonly SettingsPublisher $publisher)
    {
        parent::__construct($context);
    }

    protected function answer(string $connection): array
    {
        $this->publisher->publish();
        $status = $this->engine->connectCustom($connection);
        return ['organisation' => $status->organisationName(), 'question' => $status->question];
    }
}
