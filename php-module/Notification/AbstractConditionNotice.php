<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Messages;
use Magento\Framework\Escaper;
use Magento\Framework\UrlInterface;

/** A system message that follows from the condition of the installation. */
abstract class AbstractConditionNotice extends AbstractNotice
{
    public function __construct(
        UrlInterface $url,
        Escaper $escaper,
        private readonly Condition $condition,
        private readonly Messages $messages,
        private readonly Display $display
    ) {
        parent::__construct($url, $escaper);
    }

    protected function condition(): array
    {
        return $this->condition->get();
    }

    /** Numbers and days as the person at the screen writes them. */
    protected function display(): Display
    {
        return $this->display;
    }

    /** @param array $told message and message_data */
    protected function said(array $told): string
    {
        return $this->messages->of($told);
    }
}
