<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

/**
 * Puts the signatures of classes into plain arrays; runs with the extension and, on the stubs, without it.
 */
final class ReflectionDump
{
    public const CLASSES = [
        'Engine', 'XeroException', 'ConnectionRequired', 'SettingsInvalid', 'LimitReached', 'DocumentRejected', 'TemporarilyUnavailable', 'OutcomeUnknown',
        'EngineUnavailable',
    ];

    public static function all(): array
    {
        $dump = [];
        foreach (self::CLASSES as $name) {
            $dump[$name] = self::one(new \ReflectionClass('Ledgerline\\Native\\' . $name));
        }
        return $dump;
    }

    public static function one(\ReflectionClass $class): array
    {
        $methods = [];
        foreach ($class->getMethods() as $method) {
            // A class of the tree may repeat a method of its parent; what PHP itself defines is no part of the stubs.
            if (str_starts_with($method->getDeclaringClass()->getName(), 'Ledgerline\\')) {
                $methods[$method->getName()] = self::method($method);
            }
        }
        ksort($methods);
        $constants = array_filter($class->getConstants(), static fn (string $name): bool => str_starts_with(
            $class->getReflectionConstant($name)->getDeclaringClass()->getName(),
            'Ledgerline\\'
        ), ARRAY_FILTER_USE_KEY);
        ksort($constants);
        return [
            'parent' => $class->getParentClass() ? $class->getParentClass()->getName() : null,
            'final' => $class->isFinal(),
            'constants' => $constants,
            'methods' => $methods,
        ];
    }

    private static function method(\ReflectionMethod $method): array
    {
        $parameters = [];
        foreach ($method->getParameters() as $parameter) {
            $parameters[] = [
                'name' => $parameter->getName(),
                'type' => (string)$parameter->getType(),
                'optional' => $parameter->isOptional(),
                'default' => $parameter->isDefaultValueAvailable() ? $parameter->getDefaultValue() : 'none',
            ];
        }
        return [
            'public' => $method->isPublic(),
            'static' => $method->isStatic(),
            'returns' => (string)$method->getReturnType(),
            'parameters' => $parameters,
        ];
    }
}
