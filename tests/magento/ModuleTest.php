<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Magento\Framework\Setup\Declaration\Schema\Diff\SchemaDiff;
use Magento\Framework\Setup\Declaration\Schema\Dto\TableElementInterface;
use Magento\Framework\Setup\Declaration\Schema\ElementHistory;
use Magento\Framework\Setup\Declaration\Schema\SchemaConfigInterface;

/**
 * The module as Magento sees it: registered, complete, and harmless without the extension.
 */
class ModuleTest extends ShopTestCase
{
    public function testItIsRegisteredAndEnabledAndOfOneVersion(): void
    {
        $path = $this->shop()->get(\Magento\Framework\Component\ComponentRegistrarInterface::class)->getPath('module', 'Ledgerline_Xero');
        self::assertNotNull($path);
        self::assertTrue($this->shop()->get(\Magento\Framework\Module\Manager::class)->isEnabled('Ledgerline_Xero'));
        $package = json_decode((string)file_get_contents($path . '/composer.json'), true, 16, JSON_THROW_ON_ERROR);
        self::assertSame($package['version'], phpversion('ledgerline'));
        self::assertSame(\Ledgerline\Xero\Api\EngineInterface::API, constant(\Ledgerline\Xero\Bridge\Engine::NATIVE . '::API'));
        // A shop must not get what di:compile would stumble over.
        foreach (['tests', 'src', 'sandbox', 'demo', 'target', 'scripts'] as $folder) {
            self::assertDirectoryDoesNotExist($path . '/' . $folder);
        }
    }

    public function testEveryClassThatIsNamedAnywhereCanBeMade(): void
    {
        foreach (['adminhtml', 'crontab', 'frontend', 'webapi_rest', 'graphql'] as $area) {
            $failed = $this->inShop('
                $areaCode = $shop->get(\Magento\Framework\App\State::class)->getAreaCode();
                $root = $shop->get(\Magento\Framework\Component\ComponentRegistrarInterface::class)->getPath("module", "Ledgerline_Xero");
                $classes = [];
                foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($root, FilesystemIterator::SKIP_DOTS)) as $file) {
                    if ($file->getExtension() === "xml" && preg_match_all("/\bLedgerline\\\\\\\\[A-Za-z_\\\\\\\\]+/", file_get_contents((string)$file), $found)) {
                        $classes += array_fill_keys($found[0], substr((string)$file, strlen($root)));
                    }
                    // Everything concrete of the module, named or not.
                    if ($file->getExtension() === "php" && preg_match("/^namespace (\S+);/m", $text = file_get_contents((string)$file), $space)
                        && preg_match("/^(?:final )?class (\w+)/m", $text, $name) && !str_contains($text, "extends \\\\Exception") && !preg_match("/class \w+ extends \w*Exception\b/", $text)) {
                        $classes[$space[1] . "\\\\" . $name[1]] ??= substr((string)$file, strlen($root));
                    }
                }
                $failed = ["count" => count($classes)];
                foreach ($classes as $class => $where) {
                    try {
                        $isInterface = interface_exists($class);
                        if (!$isInterface && !class_exists($class)) {
                            $failed[$class] = "$where: there is no such class";
                        } elseif ($isInterface) {
                            $shop->get($class);
                        } elseif (!(new ReflectionClass($class))->isAbstract() && !is_subclass_of($class, \Magento\Framework\View\Element\UiComponentInterface::class)
                            && !is_subclass_of($class, \Magento\Framework\View\Element\UiComponent\DataProvider\DataProviderInterface::class)
                            // Parts of an admin form: Magento has what they ask for in the admin only.
                            && !($areaCode !== "adminhtml" && is_subclass_of($class, \Magento\Ui\DataProvider\Modifier\ModifierInterface::class))) {
                            $needs = array_filter((new ReflectionClass($class))->getConstructor()?->getParameters() ?? [], fn ($one) => !$one->isOptional() && ($one->getType() === null || $one->getType()->isBuiltin()));
                            // Values, such as one step of a list, have arguments that only their makers know.
                            if ($needs === []) {
                                $shop->create($class);
                            }
                        }
                    } catch (\Throwable $e) {
                        $failed[$class] = "$where: " . $e->getMessage();
                    }
                }
                return $failed;
            ', [], $area);
            self::assertGreaterThan(60, $failed['count']);
            unset($failed['count']);
            self::assertSame([], $failed, $area);
        }
    }

    public function testTheDataProvidersOfTheGridsCanBeMade(): void
    {
        $totals = $this->inShop('
            $totals = [];
            foreach (["ledgerline_xero_log_listing", "ledgerline_xero_queue_listing"] as $name) {
                $component = $shop->get(\Magento\Framework\View\Element\UiComponentFactory::class)->create($name);
                $totals[$name] = $component->getContext()->getDataProvider()->getData()["totalRecords"];
            }
            return $totals;
        ', [], 'adminhtml');
        self::assertSame(['ledgerline_xero_log_listing' => 0, 'ledgerline_xero_queue_listing' => 0], $totals);
    }

    public function testEveryPermissionThatIsAskedForExists(): void
    {
        $missing = $this->inShop('
            $root = $shop->get(\Magento\Framework\Component\ComponentRegistrarInterface::class)->getPath("module", "Ledgerline_Xero");
            $asked = [];
            foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($root, FilesystemIterator::SKIP_DOTS)) as $file) {
                $text = in_array($file->getExtension(), ["php", "phtml", "xml"], true) && $file->getBasename() !== "acl.xml" ? file_get_contents((string)$file) : "";
                // Menu entries have ids of the same kind, which are no permissions.
                $text = $file->getBasename() === "menu.xml" ? preg_replace("/ (id|parent)=\"[^\"]*\"/", "", $text) : $text;
                if (preg_match_all("/Ledgerline_Xero::[a-z_]+(?=[\"\x27<])/", $text, $found)) {
                    $asked += array_fill_keys($found[0], substr((string)$file, strlen($root)));
                }
                if (str_contains((string)$file, "/Controller/Adminhtml/") && preg_match("/^class /m", $text)) {
                    $class = "Ledgerline\\\\Xero" . strtr(substr((string)$file, strlen($root), -4), "/", "\\\\");
                    if (defined("$class::ADMIN_RESOURCE") && constant("$class::ADMIN_RESOURCE") === \Magento\Backend\App\Action::ADMIN_RESOURCE) {
                        $asked["$class: Magento_Backend::admin is everybody\'s"] = "";
                    }
                }
            }
            $known = json_encode($shop->get(\Magento\Framework\Acl\AclResource\ProviderInterface::class)->getAclResources());
            return ["asked" => count($asked), "missing" => array_filter($asked, fn (string $id): bool => !str_contains($known, json_encode($id)), ARRAY_FILTER_USE_KEY)];
        ', [], 'adminhtml');
        self::assertGreaterThan(3, $missing['asked']);
        self::assertSame([], $missing['missing']);
    }

    public function testEverySettingThatIsReadHasADefaultOrMayBeEmpty(): void
    {
        $config = $this->shop()->get(\Magento\Framework\App\Config\ScopeConfigInterface::class)->getValue('ledgerline_xero');
        $defaults = [];
        array_walk_recursive($config, static function (mixed $value, string $key) use (&$defaults): void {
            $defaults[$key] = true;
        });
        $answer = $this->inShop('
            $paths = [];
            $walk = function (array $element) use (&$walk, &$paths): void {
                foreach ($element["children"] ?? [] as $child) {
                    if (($child["_elementType"] ?? "") === "field") {
                        $paths[$child["config_path"] ?? $child["path"] . "/" . $child["id"]] = isset($child["frontend_model"]) && ($child["type"] ?? "") === "label";
                    }
                    $walk($child);
                }
            };
            $structure = $shop->get(\Magento\Config\Model\Config\Structure\Data::class)->get();
            $walk($structure["sections"]["ledgerline_xero"]);
            $value = [];
            foreach (array_keys(array_filter($paths, fn (bool $isPanel): bool => !$isPanel)) as $path) {
                $value[$path] = $shop->get(\Magento\Framework\App\Config\ScopeConfigInterface::class)->getValue($path);
            }
            $options = [];
            foreach ((new RecursiveIteratorIterator(new RecursiveArrayIterator($structure["sections"]["ledgerline_xero"]))) as $key => $text) {
                // Templates of e-mails are chosen by the path of the field.
                if ($key === "source_model" && $text !== \Magento\Config\Model\Config\Source\Email\Template::class) {
                    $options[$text] = count($shop->get($text)->toOptionArray());
                }
            }
            return ["values" => $value, "options" => $options, "document" => $shop->get(\Ledgerline\Xero\Config\SettingsDocument::class)->build("default")];
        ', [], 'adminhtml');
        self::assertGreaterThan(25, count($answer['values']));
        $mayBeEmpty = [
            'connection/client_id', 'connection/client_secret', 'accounts/', 'sync/start_date', '/prefix', '/suffix', 'products/price_store', 'orders/statuses', 'documents/reference',
            'documents/branding_theme', 'alerts/recipient',
        ];
        foreach ($answer['values'] as $path => $value) {
            $isOptional = array_filter($mayBeEmpty, static fn (string $one): bool => str_contains($path, $one)) !== [];
            self::assertTrue($isOptional || ($value !== null && $value !== ''), $path);
        }
        foreach ($answer['options'] as $source => $count) {
            self::assertGreaterThan(1, $count, $source);
        }
        // The code that the installation chose was deleted with the configuration of the tests before.
        self::assertSame(['web_app', 'invoice', 'M2', 'CM-', 'cron'], [
            $answer['document']['type'], $answer['document']['document'], $answer['document']['shop'], $answer['document']['entities']['creditmemos']['prefix'],
            $answer['document']['entities']['customers']['mode'],
        ]);
    }

    public function testTheSecretIsMarkedAsOne(): void
    {
        $answer = $this->inShop('
            $types = $shop->get(\Magento\Config\Model\Config\TypePool::class);
            $path = "ledgerline_xero/connection/client_secret";
            return [$types->isPresent($path, \Magento\Config\Model\Config\TypePool::TYPE_SENSITIVE), $types->isPresent($path, \Magento\Config\Model\Config\TypePool::TYPE_ENVIRONMENT)];
        ');
        self::assertSame([true, true], $answer);
    }

    public function testWithoutTheExtensionTheShopSavesAndNothingIsSaid(): void
    {
        $process = $this->start('
            $product = $records->product();
            $customer = $records->customer();
            $creditmemo = $records->creditmemo($records->invoice($records->order($product, $customer)));
            return [(int)$product->getId(), (int)$customer->getId(), (int)$creditmemo->getId()];
        ', [], 'adminhtml', $this->withoutExtension());
        self::assertSame(0, $process->wait(), $process->everything());
        self::assertSame('', $process->everything());
        self::assertNotContains(0, $this->answer($process));
        self::assertDirectoryDoesNotExist($this->store);
    }

    public function testSetupUpgradeTwiceChangesNothing(): void
    {
        $this->slow();
        $state = fn (): array => [
            $this->database()->fetchAll('SELECT * FROM ' . $this->table('setup_module') . " WHERE module LIKE 'Ledgerline%'"),
            $this->database()->fetchAll('SELECT * FROM ' . $this->table('patch_list') . " WHERE patch_name LIKE 'Ledgerline%'"),
            $this->database()->fetchCol("SHOW TABLES LIKE '%ledgerline%'"),
            (string)file_get_contents(BP . '/app/etc/config.php'),
        ];
        $before = $state();
        foreach ([[], $this->withoutExtension()] as $environment) {
            $upgrade = $this->command(['setup:upgrade', '--keep-generated', '--no-interaction'], $environment);
            self::assertSame(0, $upgrade->wait(600), $upgrade->everything());
            self::assertSame($before, $state());
        }
        self::assertSame([], $this->changesOfOurTables());
    }

    /**
     * What setup:upgrade would still change of this module's tables, besides their character set: about that Magento is wrong on database servers that are
     * newer than itself, for every table of the shop.
     *
     * @return string[] table and column, key or index
     */
    private function changesOfOurTables(): array
    {
        $schema = $this->shop()->get(SchemaConfigInterface::class);
        $changes = $this->shop()->get(SchemaDiff::class)->diff($schema->getDeclarationConfig(), $schema->getDbConfig())->getAll() ?: [];
        $ours = [];
        array_walk_recursive($changes, static function (ElementHistory $change) use (&$ours): void {
            $element = $change->getNew() ?? $change->getOld();
            if ($element instanceof TableElementInterface && str_contains($element->getTable()->getName(), 'ledgerline')) {
                $ours[] = $element->getTable()->getName() . '.' . $element->getName();
            }
        });
        return $ours;
    }

    /**
     * @dataProvider extensions
     */
    public function testItCompilesAndRunsInProductionMode(bool $withExtension): void
    {
        $this->slow();
        $environment = $withExtension ? [] : $this->withoutExtension();
        $var = $this->shop()->get(\Magento\Framework\Filesystem\DirectoryList::class)->getPath('generation');
        $metadata = dirname($var) . '/metadata';
        try {
            $compile = $this->command(['setup:di:compile'], $environment);
            self::assertSame(0, $compile->wait(900), $compile->everything());
            self::assertStringNotContainsString('Ledgerline', $compile->errors());
            $production = ['MAGE_MODE' => 'production'] + $environment;
            $status = $this->command(['ledgerline:status', '--json'], $production);
            self::assertSame($withExtension ? 3 : 4, $status->wait(), $status->everything());
            $process = $this->start(
                'return [$shop->get(\Magento\Framework\App\State::class)->getMode(), (int)$records->customer()->getId(), (int)$records->product()->getId(), (int)$records->invoice($records->order())->getId()];',
                [],
                'adminhtml',
                $production
            );
            self::assertSame(0, $process->wait(), $process->everything());
            $answer = $this->answer($process);
            self::assertSame('production', array_shift($answer));
            self::assertNotContains(0, $answer);
            if ($withExtension) {
                self::assertArrayHasKey('customer ' . $answer[0], $this->jobs());
            }
        } finally {
            // Left behind it would be used in developer mode, too.
            self::remove($metadata);
            self::remove($var);
            mkdir($var, 0770);
        }
    }

    public function extensions(): array
    {
        return ['with the extension' => [true], 'without it' => [false]];
    }

    private function slow(): void
    {
        if (getenv('LEDGERLINE_QUICK') === '1') {
            self::markTestSkipped('LEDGERLINE_QUICK=1');
        }
    }
}
