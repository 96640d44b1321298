<?php
/**
 * Makes an admin for each right of this module that has nothing but it, and what stands above it in the tree of rights, as the page
 * "User Roles" saves it. The first argument asks for more admins: {"name": ["Magento_Sales::sales", …]}.
 *
 * Prints {"password": …, "admins": {name: {"user": …, "rights": […], "opens": […]}}}, with the addresses of the module that its controllers
 * open to this admin.
 */
declare(strict_types=1);

use Magento\Authorization\Model\Acl\Role\Group;
use Magento\Authorization\Model\Role;
use Magento\Authorization\Model\Rules;
use Magento\Authorization\Model\UserContextInterface;
use Magento\Framework\Acl\AclResource\ProviderInterface;
use Magento\Framework\Acl\Builder;
use Magento\Framework\App\Area;
use Magento\Framework\App\Bootstrap;
use Magento\Framework\App\State;
use Magento\Framework\Authorization;
use Magento\Framework\Authorization\Policy\Acl;
use Magento\Framework\Authorization\RoleLocatorInterface;
use Magento\Framework\Component\ComponentRegistrar;
use Magento\User\Model\User;

require (getenv('MAGENTO_ROOT') ?: '/var/www/html/magento2') . '/app/bootstrap.php';
$shop = Bootstrap::create(BP, $_SERVER)->getObjectManager();
$shop->get(State::class)->setAreaCode(Area::AREA_ADMINHTML);

$parents = [];
$walk = static function (array $resources, array $above) use (&$walk, &$parents): void {
    foreach ($resources as $resource) {
        $parents[$resource['id']] = $above;
        $walk($resource['children'] ?? [], [...$above, $resource['id']]);
    }
};
$walk($shop->get(ProviderInterface::class)->getAclResources(), []);

$wanted = json_decode($argv[1] ?? '{}', true, 8, JSON_THROW_ON_ERROR);
foreach (array_keys($parents) as $resource) {
    if (str_starts_with($resource, 'Ledgerline_Xero::')) {
        $wanted[substr($resource, strlen('Ledgerline_Xero::'))] = [$resource];
    }
}

$run = bin2hex(random_bytes(3));
$password = 'Rg7-' . bin2hex(random_bytes(8));
$admins = [];
foreach ($wanted as $name => $resources) {
    $rights = [];
    foreach ($resources as $resource) {
        array_push($rights, ...$parents[$resource] ?? throw new OutOfBoundsException($resource), ...[$resource]);
    }
    $rights = array_values(array_unique($rights));
    $user = $run . '_' . $name;
    $role = $shop->create(Role::class);
    $role->setName($user)->setPid(0)->setRoleType(Group::ROLE_TYPE)->setUserType(UserContextInterface::USER_TYPE_ADMIN)->save();
    $shop->create(Rules::class)->setRoleId($role->getId())->setResources($rights)->saveRel();
    $shop->create(User::class)->setData([
        'username' => $user, 'firstname' => 'One', 'lastname' => 'Right', 'email' => $user . '@example.com', 'password' => $password,
        'interface_locale' => 'en_US', 'is_active' => 1,
    ])->setRoleId($role->getId())->save();
    $admins[$name] = ['user' => $user, 'rights' => $rights, 'role' => $role->getId()];
}

$controllers = [];
$folder = $shop->get(ComponentRegistrar::class)->getPath(ComponentRegistrar::MODULE, 'Ledgerline_Xero') . '/Controller/Adminhtml';
foreach (glob($folder . '/*/*.php') as $file) {
    $name = substr($file, strlen($folder) + 1, -strlen('.php'));
    $class = new ReflectionClass('Ledgerline\\Xero\\Controller\\Adminhtml\\' . strtr($name, '/', '\\'));
    if (!$class->isAbstract()) {
        $controllers[strtolower($name)] = $class;
    }
}
$shop->get(Builder::class)->resetRuntimeAcl();
foreach ($admins as $name => ['role' => $role]) {
    $locator = new class($role) implements RoleLocatorInterface {
        public function __construct(private $role)
        {
        }

        public function getAclRoleId()
        {
            return $this->role;
        }
    };
    $authorization = new Authorization($shop->get(Acl::class), $locator);
    $opens = array_filter($controllers, static function (ReflectionClass $class) use ($authorization): bool {
        $controller = $class->newInstanceWithoutConstructor();
        $class->getProperty('_authorization')->setValue($controller, $authorization);
        return $class->getMethod('_isAllowed')->invoke($controller);
    });
    $admins[$name]['opens'] = array_keys($opens);
}
echo json_encode(['password' => $password, 'admins' => $admins], JSON_THROW_ON_ERROR), "\n";
