<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * Where the store of a chaos run is, and what can befall it there.
 */
interface ChaosPlace
{
    public function name(): string;

    /** The option "store". */
    public function store(): string;

    /**
     * What processes that work on it are started with.
     *
     * @return array<string, string>
     */
    public function environment(): array;

    /** Time goes by on all machines at once. */
    public function timeGoesBy(int $seconds): void;

    /**
     * What befalls it. A fault that lasts returns for how long, and what ends it; one that did not come about returns false.
     *
     * @return array<string, callable(Chaos): (array{0: float, 1: callable(): void}|bool)>
     */
    public function faults(): array;

    /** Codes with which a verb may fail while something is wrong with the place. */
    public function codes(): array;

    public function end(): void;
}
