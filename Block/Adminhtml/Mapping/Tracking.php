<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Mapping;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Model\Choices;
use Ledgerline\Xero\Model\Connection;
use Ledgerline\Xero\Model\Mapping\State;
use Ledgerline\Xero\Model\Mapping\TrackingTable;
use Ledgerline\Xero\Model\Mapping\Writer;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Serialize\Serializer\Json;

/**
 * The page "Tracking mapping".
 */
class Tracking extends AbstractPage
{
    /**
     * @param Context $context
     * @param Connection $connection
     * @param Connections $connections
     * @param Choices $choices
     * @param Writer $writer
     * @param State $state
     * @param Json $json
     * @param TrackingTable $trackingTable
     * @param array $data
     */
    public function __construct(
        Context $context,
        Connection $connection,
        Connections $connections,
        Choices $choices,
        Writer $writer,
        State $state,
        Json $json,
        private TrackingTable $trackingTable,
        array $data = []
    ) {
        parent::__construct($context, $connection, $connections, $choices, $writer, $state, $json, $data);
    }

    /**
     * @inheritdoc
     */
    public function getPage(): string
    {
        return 'tracking';
    }

    /**
     * @inheritdoc
     */
    public function getTables(): string
    {
        return 'Ledgerline_Xero::mapping/tracking.phtml';
    }

    /**
     * @inheritdoc
     */
    public function getIntroduction(): string
    {
        return (string)__('Xero can report sales by up to two tracking categories. Choose what decides about the option: the store view, the website or the customer group.');
    }

    /**
     * @inheritdoc
     */
    public function getRefreshLabel(): string
    {
        return (string)__('Update tracking categories');
    }

    /**
     * @inheritdoc
     */
    public function getPaths(): array
    {
        return ['tracking/rules'];
    }

    /**
     * Whether Xero has any category.
     *
     * @return bool
     */
    public function hasCategories(): bool
    {
        return (bool)$this->trackingTable->categories($this->getConnection());
    }

    /**
     * What the script that draws the categories needs.
     *
     * @return string
     */
    public function getTrackingInit(): string
    {
        return $this->json->serialize(['Ledgerline_Xero/js/mapping/tracking' => [
            'categories' => $this->trackingTable->categories($this->getConnection()),
            'sources' => $this->trackingTable->sources($this->getConnection()),
            'rules' => array_map(static function (array $rule): array {
                return ['map' => (object)$rule['map']] + $rule;
            }, $this->trackingTable->rules($this->getConnection())),
            'readOnly' => !$this->maySave(),
        ]]);
    }
}
