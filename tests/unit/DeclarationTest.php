<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit;

use PHPUnit\Framework\TestCase;

/** A method that does not fit its parent's stops PHP only when the class is loaded, which for most classes no other test here does. */
class DeclarationTest extends TestCase
{
    public function testEveryClassOfTheModuleCanBeDeclared(): void
    {
        $root = dirname(__DIR__, 2) . '/php-module/';
        $count = 0;
        foreach (new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($root, \FilesystemIterator::SKIP_DOTS)) as $file) {
            $name = 'Ledgerline\\Xero\\' . strtr(substr($file->getPathname(), strlen($root), -strlen('.php')), '/', '\\');
            self::assertTrue(class_exists($name) || interface_exists($name) || trait_exists($name), $name);
            $count++;
        }
        self::assertGreaterThan(200, $count);
    }
}
