<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Setup\Patch\Data;

use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\App\Config\Storage\WriterInterface;
use Magento\Framework\Setup\ModuleDataSetupInterface;
use Magento\Framework\Setup\Patch\DataPatchInterface;

/**
 * Gives a new installation a short code of its own, so that two shops can share an organisation without anybody thinking of it.
 *
 * An installation that was configured before keeps the code that its contacts in Xero begin with.
 */
class ChooseShopCode implements DataPatchInterface
{
    private const SECTION = 'ledgerline_xero/';
    private const CODE = self::SECTION . 'sync/shop';
    private const CLIENT = self::SECTION . 'connection/client_id';
    private const ADDRESS = 'web/unsecure/base_url';

    /** Without what looks alike. */
    private const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

    public function __construct(
        private readonly ModuleDataSetupInterface $setup,
        private readonly ScopeConfigInterface $config,
        private readonly WriterInterface $writer
    ) {}

    public function apply()
    {
        if ($this->isNew()) {
            $this->writer->save(self::CODE, $this->code());
        }
        return $this;
    }

    public static function getDependencies()
    {
        return [];
    }

    public function getAliases()
    {
        return [];
    }

    /** Whether nobody configured the module yet, in the database or in files. */
    private function isNew(): bool
    {
        if (trim((string)$this->config->getValue(self::CLIENT)) !== '') {
            return false;
        }
        $database = $this->setup->getConnection();
        $select = $database->select()
            ->from($this->setup->getTable('core_config_data'), ['config_id'])
            ->where('path LIKE ?', self::SECTION . '%')
            ->limit(1);
        return $database->fetchOne($select) === false;
    }

    /** Three letters of the shop's address, for people, and three signs by chance. */
    private function code(): string
    {
        $host = (string)parse_url((string)$this->config->getValue(self::ADDRESS), PHP_URL_HOST);
        $letters = preg_replace(['/^www\d*\./i', '/[^a-z]/i'], '', $host);
        $code = strtoupper(substr($letters . 'MAG', 0, 3));
        while (strlen($code) < 6) {
            $code .= self::SIGNS[random_int(0, strlen(self::SIGNS) - 1)];
        }
        return $code;
    }
}
