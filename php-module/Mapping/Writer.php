<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Mapping;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\Settings;
use Magento\Config\Model\Config\Reader\Source\Deployed\SettingChecker;
use Magento\Config\Model\ConfigFactory;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\Exception\LocalizedException;
use Magento\Store\Model\StoreManagerInterface;

/** Saves mappings as configuration values, checked and published like those of the configuration page. */
class Writer
{
    public function __construct(
        private readonly ConfigFactory $configFactory,
        private readonly Connections $connections,
        private readonly StoreManagerInterface $storeManager,
        private readonly SettingChecker $settingChecker
    ) {}

    /**
     * @param array<string,array> $tables path below the section ("tax/map") to rows
     * @throws LocalizedException when a value is refused
     */
    public function save(string $connection, array $tables): void
    {
        $groups = [];
        foreach ($tables as $path => $rows) {
            if ($this->isReadOnly($connection, $path)) {
                throw new LocalizedException(
                    __('This is set in app/etc/config.php, app/etc/env.php or the environment, and can be changed only there.')
                );
            }
            // The configuration page has all mappings in one group.
            $groups['mapping']['fields'][str_replace('/', '_', $path)] = ['value' => array_values($rows)];
        }
        $scope = $this->connections->scope($connection);
        $this->configFactory->create(['data' => [
            'section' => Settings::SECTION,
            'website' => $this->isDefault($scope) ? null : $this->storeManager->getWebsite($scope['id'])->getCode(),
            'store' => null,
            'groups' => $groups,
        ]])->save();
    }

    /** Whether a value comes from a file or the environment. */
    public function isReadOnly(string $connection, string $path): bool
    {
        $scope = $this->connections->scope($connection);
        return $this->settingChecker->isReadOnly(
            Settings::SECTION . '/' . $path,
            $scope['scope'],
            $this->isDefault($scope) ? null : $this->storeManager->getWebsite($scope['id'])->getCode()
        );
    }

    private function isDefault(array $scope): bool
    {
        return $scope['scope'] === ScopeConfigInterface::SCOPE_TYPE_DEFAULT;
    }
}
