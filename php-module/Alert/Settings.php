<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Alert;

use Magento\Framework\App\Config\ScopeConfigInterface;

/** Who gets which e-mails, and from whom. One choice for the whole shop. */
class Settings
{
    private const GROUP = 'ledgerline_xero/alerts/';

    public function __construct(private readonly ScopeConfigInterface $config) {}

    /** @return string[] addresses; none: no e-mails at all */
    public function recipients(): array
    {
        return array_values(array_unique(
            preg_split('/[\s,;]+/', (string)$this->value('recipient'), -1, PREG_SPLIT_NO_EMPTY) ?: []
        ));
    }

    public function sender(): string
    {
        return (string)$this->value('sender') ?: 'general';
    }

    /** Whether a lost connection is told at once. */
    public function tellsLostConnections(): bool
    {
        return (string)$this->value('connection') !== '0' && $this->recipients() !== [];
    }

    public function hasDigest(): bool
    {
        return (bool)$this->value('digest') && $this->recipients() !== [];
    }

    /** @param string $name connection or digest */
    public function template(string $name): string
    {
        return (string)$this->value($name . '_template') ?: 'ledgerline_xero_alerts_' . $name . '_template';
    }

    /** @return mixed */
    private function value(string $name)
    {
        return $this->config->getValue(self::GROUP . $name);
    }
}
