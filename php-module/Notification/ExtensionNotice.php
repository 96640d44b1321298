<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Magento\Framework\Escaper;
use Magento\Framework\UrlInterface;

/** Says what to install when the PHP extension cannot be used. */
class ExtensionNotice extends AbstractNotice
{
    protected const SEVERITY = self::SEVERITY_CRITICAL;

    public function __construct(UrlInterface $url, Escaper $escaper, private readonly AvailabilityInterface $availability)
    {
        parent::__construct($url, $escaper);
    }

    protected function subject(): string
    {
        $state = $this->availability->state();
        return $state['code'] . $state['version'];
    }

    protected function compose(): string
    {
        $state = $this->availability->state();
        // A server of several that leaves sending to another one works as it is meant to.
        return $state['ok'] || $state['code'] === AvailabilityInterface::ELSEWHERE ? '' : $this->notice(
            __('Xero Integration does not work yet.'),
            $this->escape($state['message']),
            $this->escape($state['fix']),
            $this->escape(__('The shop sells as usual; what happens until then is sent afterwards.'))
        );
    }
}
