<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

/**
 * Says that the queue cannot be written: then nothing at all is sent.
 */
class StoreNotice extends AbstractConditionNotice
{
    /**
     * @inheritDoc
     */
    public function getSeverity()
    {
        return self::SEVERITY_CRITICAL;
    }

    /**
     * @inheritDoc
     */
    protected function subject(): string
    {
        return (string)($this->condition()['store']['code'] ?? '');
    }

    /**
     * @inheritDoc
     */
    protected function compose(): string
    {
        $store = $this->condition()['store'];
        if ($store === null) {
            return '';
        }
        return sprintf(
            '<strong>%s</strong> %s %s',
            $this->escape((string)__('Xero Integration cannot use its store.')),
            $this->escape($this->said($store['message'])),
            $this->escape((string)__(
                'Please ask the administrator of the server. What happens until then is sent afterwards.'
            ))
        );
    }
}
