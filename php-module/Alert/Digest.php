<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Alert;

use Ledgerline\Xero\Overview\Summary;
use Ledgerline\Xero\Problem\Reason;
use Ledgerline\Xero\Snapshot\AdminUrl;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Messages;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use Magento\Framework\View\LayoutInterface;

/** The daily e-mail: what was sent yesterday, what is held and why, connection, limits, cron. */
class Digest
{
    public function __construct(
        private readonly Summary $glance,
        private readonly Display $display,
        private readonly AdminUrl $adminUrl,
        private readonly Mail $mail,
        private readonly TimezoneInterface $timezone,
        private readonly LayoutInterface $layout,
        private readonly Messages $messages,
        private readonly Reason $reason
    ) {}

    /** @return array facts of yesterday, where the shop is: day (YYYY-MM-DD) and what Glance::look() tells */
    public function facts(): array
    {
        $utc = new \DateTimeZone('UTC');
        $today = new \DateTimeImmutable('today', new \DateTimeZone($this->timezone->getConfigTimezone() ?: 'UTC'));
        $yesterday = $today->modify('-1 day');
        return ['day' => $yesterday->format('Y-m-d')] + $this->glance->look(
            $yesterday->setTimezone($utc)->format('Y-m-d H:i:s'),
            $today->modify('-1 second')->setTimezone($utc)->format('Y-m-d H:i:s')
        );
    }

    /** @throws \Exception when it cannot be sent */
    public function send(): void
    {
        $facts = $this->facts();
        $attention = (int)array_sum(array_column($facts['connections'], 'attention'));
        $this->mail->send('digest', [
            'day' => $this->display->day($facts['day'], \IntlDateFormatter::LONG),
            'summary' => $attention === 0
                ? (string)__('nothing needs your attention')
                : (string)($attention === 1
                    ? __('1 document needs your attention')
                    : __('%1 documents need your attention', $this->display->number($attention))),
            'content' => $this->layout->createBlock(\Magento\Framework\View\Element\Template::class)
                ->setTemplate('Ledgerline_Xero::email/digest.phtml')
                ->setData('area', 'adminhtml')
                ->setData('facts', $facts)
                ->setData('display', $this->display)
                ->setData('messages', $this->messages)
                ->setData('reason', $this->reason)
                ->setData('admin_url', $this->adminUrl)
                ->toHtml(),
            'overview_url' => (string)$this->adminUrl->overview(),
        ]);
    }
}
