<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Setup\Patch\Data;

use Ledgerline\Xero\Snapshot\CatalogueProducts;
use Magento\Catalog\Model\Product;
use Magento\Eav\Model\Entity\Attribute\ScopedAttributeInterface;
use Magento\Eav\Setup\EavSetup;
use Magento\Eav\Setup\EavSetupFactory;
use Magento\Framework\Setup\ModuleDataSetupInterface;
use Magento\Framework\Setup\Patch\DataPatchInterface;
use Magento\Framework\Setup\Patch\PatchRevertableInterface;

/**
 * Adds the product attribute that names the account of a product's sales.
 *
 * In this folder because Magento looks for patches nowhere else.
 */
class AddSalesAccountAttribute implements DataPatchInterface, PatchRevertableInterface
{
    private const GROUP = 'Xero';

    public function __construct(private readonly ModuleDataSetupInterface $setup, private readonly EavSetupFactory $eavSetupFactory) {}

    public function apply()
    {
        $this->eavSetup()->addAttribute(Product::ENTITY, CatalogueProducts::SALES_ACCOUNT, [
            'type' => 'varchar',
            'input' => 'text',
            'label' => 'Xero sales account',
            'note' => 'Code of the account in Xero for sales of this product. Empty: the account of the configuration.',
            'group' => self::GROUP,
            'global' => ScopedAttributeInterface::SCOPE_WEBSITE,
            'required' => false,
            'user_defined' => false,
            'visible' => true,
            'visible_on_front' => false,
            'searchable' => false,
            'filterable' => false,
            'comparable' => false,
            'used_in_product_listing' => false,
            'is_used_in_grid' => true,
            'is_visible_in_grid' => false,
            'is_filterable_in_grid' => true,
            'sort_order' => 10,
        ]);
        return $this;
    }

    public function revert()
    {
        $eavSetup = $this->eavSetup();
        $eavSetup->removeAttribute(Product::ENTITY, CatalogueProducts::SALES_ACCOUNT);
        $type = $eavSetup->getEntityTypeId(Product::ENTITY);
        $database = $this->setup->getConnection();
        foreach ($eavSetup->getAllAttributeSetIds($type) as $set) {
            $group = $eavSetup->getAttributeGroup($type, $set, self::GROUP, 'attribute_group_id');
            // Somebody may have put attributes of their own beside ours.
            $others = $database->select()->from($this->setup->getTable('eav_entity_attribute'), ['entity_attribute_id'])
                ->where('attribute_group_id = ?', (int)$group)->limit(1);
            if ($group && $database->fetchOne($others) === false) {
                $eavSetup->removeAttributeGroup($type, $set, $group);
            }
        }
    }

    public static function getDependencies()
    {
        return [];
    }

    public function getAliases()
    {
        return [];
    }

    private function eavSetup(): EavSetup
    {
        return $this->eavSetupFactory->create(['setup' => $this->setup]);
    }
}
