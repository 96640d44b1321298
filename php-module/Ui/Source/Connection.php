<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

use Ledgerline\Xero\Config\Connections;
use Magento\Framework\Data\OptionSourceInterface;
use Magento\Store\Model\StoreManagerInterface;

/**
 * Connections by code, named after the part of the shop that they belong to.
 */
class Connection implements OptionSourceInterface
{
    /**
     * @var Connections
     */
    private $connections;

    /**
     * @var StoreManagerInterface
     */
    private $storeManager;

    /**
     * @param Connections $connections
     * @param StoreManagerInterface $storeManager
     */
    public function __construct(Connections $connections, StoreManagerInterface $storeManager)
    {
        $this->connections = $connections;
        $this->storeManager = $storeManager;
    }

    /**
     * @inheritdoc
     */
    public function toOptionArray(): array
    {
        $options = [];
        foreach ($this->connections->all() as $code) {
            $scope = $this->connections->scope($code);
            $label = $code === Connections::DEFAULT_CODE
                ? (string)__('Default')
                : (string)$this->storeManager->getWebsite((int)$scope['id'])->getName();
            $options[] = ['value' => $code, 'label' => $label];
        }
        return $options;
    }
}
