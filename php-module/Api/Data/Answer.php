<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/** An answer of the engine as a value: each parameter of the constructor is the field of its name, and what is missing is empty. */
abstract class Answer
{
    /** @var array<class-string, array<array{0:string, 1:string, 2:bool}>> field, type and whether it may be null, of each parameter */
    private static array $parameters = [];
    private array $row = [];

    public static function fromEngine(array $row): static
    {
        $fields = static::fields($row);
        $values = [];
        foreach (self::$parameters[static::class] ??= self::parameters() as [$field, $type, $isNullable]) {
            $given = $fields[$field] ?? null;
            $values[] = $isNullable && ($given === null || $given === []) ? null : match ($type) {
                'string' => (string)$given,
                'int' => (int)$given,
                'bool' => !empty($given),
                'array' => $given ?? [],
                Message::class => Message::fromEngine($fields, $field),
                default => $type::fromEngine($given ?? []),
            };
        }
        $answer = new static(...$values);
        $answer->row = $row;
        return $answer;
    }

    /** As the engine gave it, for what is written down whole. */
    public function toArray(): array
    {
        return $this->row;
    }

    /** @return array the fields that the parameters are named after, where they are not the engine's as they are */
    protected static function fields(array $row): array
    {
        return $row;
    }

    private static function parameters(): array
    {
        return array_map(static fn (\ReflectionParameter $one): array => [
            strtolower((string)preg_replace('/[A-Z]/', '_$0', $one->getName())),
            $one->getType()->getName(),
            $one->allowsNull(),
        ], (new \ReflectionMethod(static::class, '__construct'))->getParameters());
    }
}
