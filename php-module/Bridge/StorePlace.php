<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Bridge;

/** Where a store is, and for which shop. */
class StorePlace
{
    /**
     * @param string $host name of the machine
     * @param string $folder of a store in SQLite; server and database of another one
     * @param string $inode number of the folder, which a copy does not have; "" where there is none
     * @param string $machine the running machine or container: its start and its process namespace; "" where that cannot be told
     * @param string $database name and prefix, of a store on a database server; else ""
     * @param string $shop host of the shop's address; "" where the configuration does not say it
     */
    public function __construct(
        public readonly string $host,
        public readonly string $folder,
        public readonly string $inode,
        public readonly string $machine,
        public readonly string $database,
        public readonly string $shop
    ) {}

    public static function fromArray(array $place): self
    {
        $text = static fn (string $name): string => is_scalar($place[$name] ?? null) ? (string)$place[$name] : '';
        return new self($text('host'), $text('folder'), $text('inode'), $text('machine'), $text('database'), $text('shop'));
    }

    /** @return array<string,string> */
    public function toArray(): array
    {
        return get_object_vars($this);
    }

    /** Whether a store that is here is the store that was there, as far as one can see from outside. Containers that share a volume have different names for it. */
    public function isWhere(self $other): bool
    {
        return match (true) {
            $this->database !== '' => $this->database === $other->database,
            $this->inode !== '' => $this->inode === $other->inode,
            default => $this->folder === $other->folder,
        };
    }

    /**
     * Whether a store that is here and does not know what the other one wrote can only have taken its place: put back from a backup, or made again.
     *
     * Host and folder are not enough: two containers may have the same of both. Either it is the same running machine, or the same folder with the
     * same store in it.
     */
    public function hasPlaceOf(self $other, bool $isSameStore): bool
    {
        return $this->folder === $other->folder && ($this->database !== ''
            ? $this->database === $other->database
            : $this->host === $other->host
                && (($this->machine !== '' && $this->machine === $other->machine) || ($isSameStore && $this->inode !== '' && $this->inode === $other->inode)));
    }

    /** Whether shop or database have another name than there: what is here may be a copy of them. */
    public function isCopyOf(self $other): bool
    {
        return self::differ($this->shop, $other->shop) || self::differ($this->database, $other->database);
    }

    /** The same for a shop whose address nobody knows. */
    public function withoutShop(): self
    {
        return self::fromArray(['shop' => ''] + $this->toArray());
    }

    private static function differ(string $one, string $other): bool
    {
        return $one !== '' && $other !== '' && $one !== $other;
    }
}
