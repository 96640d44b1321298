<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Magento\Framework\App\Config\ScopeConfigInterface;

/**
 * Configuration values by scope ("default" or "websites/<id>"), with Magento's fallback.
 */
class FakeScopeConfig implements ScopeConfigInterface
{
    /** @var array<string,array<string,mixed>> */
    public $values;

    public function __construct(array $values = [])
    {
        $this->values = $values;
    }

    public function getValue($path, $scopeType = ScopeConfigInterface::SCOPE_TYPE_DEFAULT, $scopeCode = null)
    {
        return $this->values[$scopeType . '/' . $scopeCode][$path] ?? $this->values['default'][$path] ?? null;
    }

    public function isSetFlag($path, $scopeType = ScopeConfigInterface::SCOPE_TYPE_DEFAULT, $scopeCode = null)
    {
        return (bool)$this->getValue($path, $scopeType, $scopeCode);
    }
}
