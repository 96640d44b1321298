<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Guide;

use Magento\Framework\Module\Dir\Reader;

/** Finds the pages and pictures of the guide among the module's files, and nothing else. */
class Library
{
    public const START = 'README';

    private const DOCS = 'docs';
    private const GUIDE = 'user-guide';
    private const MODULE = 'Ledgerline_Xero';

    public function __construct(private readonly Reader $modules) {}

    /** Whether the guide came with the module. */
    public function isThere(): bool
    {
        return is_file($this->file(self::START));
    }

    public function page(string $page): ?string
    {
        $file = $this->file($page);
        return $file !== '' && is_file($file) ? (string)file_get_contents($file) : null;
    }

    public function picture(string $name): ?string
    {
        if (!preg_match('~^[a-z0-9-]+\.png$~D', $name)) {
            return null;
        }
        $file = $this->folder() . '/' . self::GUIDE . '/images/' . $name;
        return is_file($file) ? (string)file_get_contents($file) : null;
    }

    /**
     * The page that a link on a page leads to; null when it is none of ours.
     * @param string $page the page with the link
     */
    public function follow(string $page, string $link): ?string
    {
        if (!preg_match('~^(\.\./)?([A-Za-z0-9-]+)\.md$~D', $link, $found)) {
            return null;
        }
        $isInGuide = !str_starts_with($page, self::DOCS . '.');
        if ($found[1] !== '' && !$isInGuide) {
            return null;
        }
        $target = $isInGuide && $found[1] === '' ? $found[2] : self::DOCS . '.' . $found[2];
        return $this->page($target) === null ? null : $target;
    }

    /** Where a page would be: those of the guide by their name, those beside it with "docs." before it. */
    private function file(string $page): string
    {
        if (!preg_match('~^(?:(docs)\.)?([A-Za-z0-9-]+)$~D', $page, $found)) {
            return '';
        }
        return $this->folder() . ($found[1] === '' ? '/' . self::GUIDE : '') . '/' . $found[2] . '.md';
    }

    /** The folder with what is written about the module. */
    private function folder(): string
    {
        return $this->modules->getModuleDir('', self::MODULE) . '/' . self::DOCS;
    }
}
