<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

use Magento\Framework\AuthorizationInterface;
use Magento\Framework\UrlInterface;

/** What steps about mappings share: the link to their page, and names that do not fill the screen. */
class MappingLink
{
    private const NAMES = 5;

    public function __construct(private readonly UrlInterface $url, private readonly AuthorizationInterface $authorization) {}

    /** The action of a step; nothing without the right to the page. */
    public function to(string $page, string $label, string $connection): array
    {
        return $this->authorization->isAllowed('Ledgerline_Xero::' . $page . '_mapping')
            ? ['label' => $label, 'href' => $this->url->getUrl('ledgerline_xero/' . $page . '/index', ['connection' => $connection])]
            : [];
    }

    /**
     * The first names, and how many more there are.
     * @param string[] $names
     */
    public function names(array $names): string
    {
        $names = array_values(array_unique($names));
        $more = count($names) - self::NAMES;
        $list = implode(', ', array_slice($names, 0, self::NAMES));
        return $more > 0 ? (string)__('%1 and %2 more', $list, $more) : $list;
    }
}
