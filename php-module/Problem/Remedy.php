<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Problem;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Guide\Markdown;
use Ledgerline\Xero\Text\Codes;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\UrlInterface;

/** The page on which a person fixes what holds documents back, and the page of the guide that explains it. */
class Remedy
{
    private const CONFIGURATION = 'config';
    private const QUEUE = 'queue';
    private const GUIDE = 'guide';

    public function __construct(
        private readonly UrlInterface $url,
        private readonly AuthorizationInterface $authorization,
        private readonly Connections $connections,
        private readonly Codes $codes
    ) {}

    /**
     * Label and address for a reason; where the person may not go, the documents themselves; else nothing.
     * @return array{label:string, href:string}|null
     */
    public function of(string $code, string $connection): ?array
    {
        return $this->page($code, $connection) ?? $this->documents($code, $connection);
    }

    /**
     * The page that fixes a reason, or nothing when there is none or the person may not go there.
     * @return array{label:string, href:string}|null
     */
    public function page(string $code, string $connection): ?array
    {
        ['page' => $page, 'field' => $field] = $this->codes->of($code);
        return $page !== '' && $this->isAllowed($page)
            ? ['label' => $this->label($page, $field), 'href' => $this->address($page, $field, $connection)]
            : null;
    }

    /** @return array{label:string, href:string}|null the documents that are held for a reason, or nothing without the right */
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

    /** @return array{label:string, href:string}|null what the guide says about a reason, or nothing without the right */
    public function explanation(string $code): ?array
    {
        if (!$this->isAllowed(self::GUIDE)) {
            return null;
        }
        [$page, $heading] = explode('#', $this->codes->of($code)['guide'] . '#');
        return ['label' => (string)__('Explanation'), 'href' => $this->url->getUrl(
            'ledgerline_xero/guide/index',
            ['page' => $page] + ($heading === '' ? [] : ['_fragment' => Markdown::ANCHOR . $heading])
        )];
    }

    private function label(string $page, string $field): string
    {
        return (string)match ($page) {
            'tax_mapping' => __('Map tax rates'),
            'totals_mapping' => __('Map totals'),
            'tracking_mapping' => __('Tracking mapping'),
            default => match ($field) {
                'accounts' => __('Choose accounts'),
                'documents_lock_date' => __('Choose what locked periods do'),
                default => __('Open the configuration'),
            },
        };
    }

    private function address(string $page, string $field, string $connection): string
    {
        if ($page !== self::CONFIGURATION) {
            return $this->url->getUrl('ledgerline_xero/' . str_replace('_mapping', '', $page) . '/index', ['connection' => $connection]);
        }
        $website = $this->connections->scope($connection)['id'];
        return $this->url->getUrl('adminhtml/system_config/edit', ['section' => 'ledgerline_xero']
            + ($website ? ['website' => $website] : [])
            + ($field === '' ? [] : ['_fragment' => 'ledgerline_xero_' . $field]));
    }

    private function isAllowed(string $right): bool
    {
        return $this->authorization->isAllowed('Ledgerline_Xero::' . $right);
    }
}
