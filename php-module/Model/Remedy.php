<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Model;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Guide\Markdown;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\UrlInterface;

/**
 * The page on which a person fixes what holds documents back, and the page of the guide that explains it.
 */
class Remedy
{
    private const CONFIGURATION = 'config';
    private const QUEUE = 'queue';
    private const GUIDE = 'guide';
    private const PAGES = [
        'tax_mapping' => [
            'tax_rate_unmapped', 'tax_rate_invalid', 'tax_rate_differs', 'rate_invalid',
        ],
        // Not what nothing explains: an account for it is right only when somebody knows what it is.
        'totals_mapping' => ['total_unmapped'],
        'tracking_mapping' => ['tracking_invalid'],
        self::CONFIGURATION => [
            'account_missing', 'account_invalid', 'account_exists', 'tax_type_invalid', 'branding_theme_invalid',
            'period_locked', 'currency_rate_doubtful', 'contact_archived', 'credentials_missing', 'credentials_invalid', 'consent_ended', 'not_connected',
            'token_refused', 'organisation_disconnected', 'scope_missing',
        ],
    ];
    /** Where on the configuration page. */
    private const FIELDS = [
        'account_missing' => 'accounts',
        'account_invalid' => 'accounts',
        'account_exists' => 'accounts',
        'tax_type_invalid' => 'accounts',
        'branding_theme_invalid' => 'documents_branding_theme',
        'period_locked' => 'documents_lock_date',
        'currency_rate_doubtful' => 'documents_doubtful_rate',
        'contact_archived' => 'contacts_archived',
    ];
    /** Pages of the guide that say more than the list of messages. */
    private const EXPLANATIONS = [
        'tax_rate_unmapped' => 'taxes', 'tax_rate_invalid' => 'taxes', 'tax_rate_differs' => 'taxes',
        'account_missing' => 'accounts', 'account_invalid' => 'accounts', 'tax_type_invalid' => 'accounts',
        'total_unmapped' => 'other-totals',
        'period_locked' => 'special-cases#locked-periods',
        'cancellation_refused' => 'special-cases#cancelled-orders',
        'number_taken' => 'what-and-when#number-prefix-and-suffix',
        'number_invalid' => 'what-and-when#number-prefix-and-suffix',
        'held_by_person' => 'held-documents',
    ];
    private const MESSAGES = 'troubleshooting';

    /**
     * @param UrlInterface $url
     * @param AuthorizationInterface $authorization
     * @param Connections $connections
     */
    public function __construct(
        private UrlInterface $url,
        private AuthorizationInterface $authorization,
        private Connections $connections
    ) {
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
     * The page that fixes a reason, or nothing when there is none or the person may not go there.
     *
     * @param string $code
     * @param string $connection
     * @return array{label:string, href:string}|null
     */
    public function page(string $code, string $connection): ?array
    {
        foreach (self::PAGES as $page => $codes) {
            if (in_array($code, $codes, true) && $this->isAllowed($page)) {
                return ['label' => $this->label($page, $code), 'href' => $this->address($page, $code, $connection)];
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
        if (!$this->isAllowed(self::QUEUE)) {
            return null;
        }
        return ['label' => (string)__('Show documents'), 'href' => $this->url->getUrl(
            'ledgerline_xero/queue/index',
            ['_query' => array_filter([
                'filters[code]' => $code,
                'filters[connection]' => count($this->connections->all()) > 1 ? $connection : '',
            ])]
        )];
    }

    /**
     * What the guide says about a reason, or nothing without the right.
     *
     * @param string $code
     * @return array{label:string, href:string}|null
     */
    public function explanation(string $code): ?array
    {
        if (!$this->isAllowed(self::GUIDE)) {
            return null;
        }
        [$page, $heading] = explode('#', (self::EXPLANATIONS[$code] ?? self::MESSAGES) . '#');
        return ['label' => (string)__('Explanation'), 'href' => $this->url->getUrl(
            'ledgerline_xero/guide/index',
            ['page' => $page] + ($heading === '' ? [] : ['_fragment' => Markdown::ANCHOR . $heading])
        )];
    }

    /**
     * What a link to a page is called.
     *
     * @param string $page
     * @param string $code
     * @return string
     */
    private function label(string $page, string $code): string
    {
        return (string)match ($page) {
            'tax_mapping' => __('Map tax rates'),
            'totals_mapping' => __('Map totals'),
            'tracking_mapping' => __('Tracking mapping'),
            default => match (self::FIELDS[$code] ?? '') {
                'accounts' => __('Choose accounts'),
                'documents_lock_date' => __('Choose what locked periods do'),
                default => __('Open the configuration'),
            },
        };
    }

    /**
     * Where a page is.
     *
     * @param string $page
     * @param string $code
     * @param string $connection
     * @return string
     */
    private function address(string $page, string $code, string $connection): string
    {
        if ($page !== self::CONFIGURATION) {
            return $this->url->getUrl(
                'ledgerline_xero/' . str_replace('_mapping', '', $page) . '/index',
                ['connection' => $connection]
            );
        }
        $website = $this->connections->scope($connection)['id'];
        $field = self::FIELDS[$code] ?? '';
        return $this->url->getUrl('adminhtml/system_config/edit', ['section' => 'ledgerline_xero']
            + ($website ? ['website' => $website] : [])
            + ($field === '' ? [] : ['_fragment' => 'ledgerline_xero_' . $field]));
    }

    /**
     * Whether this person has a right of the module.
     *
     * @param string $right
     * @return bool
     */
    private function isAllowed(string $right): bool
    {
        return $this->authorization->isAllowed('Ledgerline_Xero::' . $right);
    }
}
