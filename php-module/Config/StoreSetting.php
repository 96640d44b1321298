<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\App\DeploymentConfig\Writer;
use Magento\Framework\Config\File\ConfigFilePool;

/** Where app/etc/env.php says that the store is. */
class StoreSetting
{
    public function __construct(
        private readonly Writer $writer,
        private readonly DeploymentConfig $deploymentConfig,
        private readonly Options $options
    ) {}

    /**
     * Writes a setting of "store".
     *
     * @return bool false: app/etc/env.php cannot be written, or something else (a variable of the environment) decides
     */
    public function write(string $store): bool
    {
        try {
            $this->writer->saveConfig([ConfigFilePool::APP_ENV => ['ledgerline' => ['store' => $store]]]);
            $this->deploymentConfig->resetData();
            return $this->options->store() === $this->options->address($store);
        } catch (\Throwable) {
            return false;
        }
    }

    /** The lines that somebody else has to write. */
    public function lines(string $store): string
    {
        return sprintf("'ledgerline' => [\n    'store' => %s,\n],", var_export($store, true));
    }
}
