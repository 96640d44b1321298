<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Mapping;

use Ledgerline\Xero\Block\Adminhtml\PageContext;
use Ledgerline\Xero\Mapping\TrackingTable;
use Magento\Backend\Block\Template\Context;

/** The page "Tracking mapping". */
class Tracking extends AbstractPage
{
    public const PATHS = ['tracking/rules'];
    protected const PAGE = 'tracking';

    public function __construct(Context $context, PageContext $page, private readonly TrackingTable $trackingTable, array $data = [])
    {
        parent::__construct($context, $page, $data);
    }

    public function getIntroduction(): string
    {
        return (string)__('Xero can report sales by up to two tracking categories. Choose what decides about the option: the store view, the website or the customer group.');
    }

    public function getRefreshLabel(): string
    {
        return (string)__('Update tracking categories');
    }

    public function getChoosable(): string
    {
        $count = count($this->trackingTable->categories($this->getConnection()));
        return (string)($count === 1 ? __('1 tracking category') : __('%1 tracking categories', $count));
    }

    public function hasCategories(): bool
    {
        return (bool)$this->trackingTable->categories($this->getConnection());
    }

    /** Whether something is saved, which is shown without Xero's lists, too. */
    public function hasRules(): bool
    {
        return (bool)$this->trackingTable->rules($this->getConnection());
    }

    public function getTrackingInit(): string
    {
        return $this->page->json->serialize(['Ledgerline_Xero/js/mapping/tracking' => [
            'categories' => $this->trackingTable->categories($this->getConnection()),
            'sources' => $this->trackingTable->sources($this->getConnection()),
            'rules' => array_map(static function (array $rule): array {
                return ['map' => (object)$rule['map']] + $rule;
            }, $this->trackingTable->rules($this->getConnection())),
            'gone' => (object)$this->page->choices->retired($this->getConnection()),
            'readOnly' => !$this->maySave(),
        ]]);
    }
}
