<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Mapping;

/** How a row of a mapping page stands, in words. The engine says it (EngineInterface::taxMapping, paymentMapping, totalsMapping). */
class MappingState
{
    public const MAPPED = 'mapped';
    /** Found without being mapped. */
    public const AUTOMATIC = 'automatic';
    /** Something fits, but documents with it are held until a person confirms it. */
    public const PROPOSAL = 'proposal';
    /** Documents with it are held. */
    public const MISSING = 'missing';
    /** There is an account, but Xero does not take it: documents with it are held. */
    public const HELD = 'held';
    /** Mapped to what Xero does not have any more. */
    public const GONE = 'gone';
    /** The usual account is used. */
    public const USUAL = 'usual';
    /** A person wants nothing to be made of it. */
    public const WITHOUT = 'without';
    /** Not chosen, and nothing to choose from yet. */
    public const OPEN = 'open';
    /** Comes only together with another rate: the rate of Xero for both counts. */
    public const PART = 'part';
    /** Nothing is to be done. */
    public const NONE = 'none';

    /**
     * Rows of which nobody can say how they stand, because the engine cannot be asked: what is mapped is.
     * @param string[] $chosen what each is mapped to, or nothing
     * @return array{states:array<string,int>, rows:array[]}
     */
    public static function unknown(array $chosen): array
    {
        $rows = array_map(static fn (string $one): array => [
            'state' => $one === '' ? self::OPEN : self::MAPPED, 'unmapped' => self::OPEN, 'blocks' => false,
        ], $chosen);
        return ['states' => array_count_values(array_column($rows, 'state')), 'rows' => $rows];
    }

    /** @return array<string,string> all states in words */
    public function labels(): array
    {
        return array_map(strval(...), [
            self::MAPPED => __('Mapped'),
            self::AUTOMATIC => __('Matched automatically'),
            self::PROPOSAL => __('To be confirmed'),
            self::MISSING => __('Missing'),
            self::HELD => __('Held'),
            self::GONE => __('Not in Xero any more'),
            self::USUAL => __('Bank account'),
            self::WITHOUT => __('No payment'),
            self::OPEN => __('Not chosen yet'),
            self::PART => __('Added to another rate'),
            self::NONE => __('Not in use'),
        ]);
    }

    public function label(string $state): string
    {
        return $this->labels()[$state] ?? $state;
    }

    /** The colour of the badge (Magento's grid severities). */
    public function severity(string $state): string
    {
        $severities = [
            self::MAPPED => 'notice', self::AUTOMATIC => 'notice', self::USUAL => 'notice',
            self::PROPOSAL => 'minor', self::HELD => 'minor', self::MISSING => 'critical',
            self::GONE => 'critical',
        ];
        return $severities[$state] ?? 'neutral';
    }
}
