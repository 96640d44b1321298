<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Model;

use Magento\Framework\AuthorizationInterface;
use Magento\Framework\UrlInterface;

/**
 * The page on which a person mends what holds documents back.
 */
class Remedy
{
    private const CONFIGURATION = 'config';
    private const QUEUE = 'queue';
    private const PAGES = [
        'tax_mapping' => [
            'tax_rate_unmapped', 'tax_rate_invalid', 'tax_rate_differs', 'tax_type_invalid', 'rate_invalid',
        ],
        'totals_mapping' => ['total_unmapped', 'total_unexplained'],
        'tracking_mapping' => ['tracking_invalid'],
        self::CONFIGURATION => [
            'account_missing', 'account_invalid', 'account_exists', 'branding_theme_invalid', 'period_locked',
            'contact_archived', 'credentials_missing', 'credentials_invalid', 'consent_ended', 'not_connected',
            'token_refused', 'organisation_disconnected', 'scope_missing',
        ],
    ];

    /**
     * @param UrlInterface $url
     * @param AuthorizationInterface $authorization
     */
    public function __construct(private UrlInterface $url, private AuthorizationInterface $authorization)
    {
    }

    /**
     * Label and address for a reason; where the person may not go, the documents themselves; else nothing.
     *
     * @param string $code
     * @param string $connection
     * @return array{label:string, href:string}|null
     */
    public function of(string $code, string $connection): ?array
    {
        return $this->page($code, $connection) ?? $this->documents($code, $connection);
    }

    /**
     * The page that mends a reason, or nothing when there is none or the person may not go there.
     *
     * @param string $code
     * @param string $connection
     * @return array{label:string, href:string}|null
     */
    public function page(string $code, string $connection): ?array
    {
        foreach (self::PAGES as $page => $codes) {
            if (in_array($code, $codes, true) && $this->authorization->isAllowed('Ledgerline_Xero::' . $page)) {
                return ['label' => $this->label($page), 'href' => $this->address($page, $connection)];
            }
        }
        return null;
    }

    /**
     * The documents that are held for a reason, or nothing without the right.
     *
     * @param string $code
     * @param string $connection
     * @return array{label:string, href:string}|null
     */
    public function documents(string $code, string $connection): ?array
    {
        if (!$this->authorization->isAllowed('Ledgerline_Xero::' . self::QUEUE)) {
            return null;
        }
        return ['label' => (string)__('Show documents'), 'href' => $this->url->getUrl(
            'ledgerline_xero/queue/index',
            ['_query' => ['filters[code]' => $code, 'filters[connection]' => $connection]]
        )];
    }

    /**
     * What a link to a page is called.
     *
     * @param string $page
     * @return string
     */
    private function label(string $page): string
    {
        return (string)match ($page) {
            'tax_mapping' => __('Map tax rates'),
            'totals_mapping' => __('Map totals'),
            'tracking_mapping' => __('Tracking mapping'),
            default => __('Open the configuration'),
        };
    }

    /**
     * Where a page is.
     *
     * @param string $page
     * @param string $connection
     * @return string
     */
    private function address(string $page, string $connection): string
    {
        return $page === self::CONFIGURATION
            ? $this->url->getUrl('adminhtml/system_config/edit', ['section' => 'ledgerline_xero'])
            : $this->url->getUrl(
                'ledgerline_xero/' . str_replace('_mapping', '', $page) . '/index',
                ['connection' => $connection]
            );
    }
}
