<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Backend\App\Area\FrontNameResolver;
use Magento\Framework\App\Config\ScopeConfigInterface;

/**
 * Addresses of pages in the admin that open without a secret key: the way back from Xero to the shop.
 *
 * Only a few pages do. Of the sales documents it is the order's page alone; invoices and credit memos are one click
 * away there.
 */
class AdminUrl
{
    private ?string $base = null;

    public function __construct(private readonly ScopeConfigInterface $config, private readonly FrontNameResolver $frontName) {}

    public function order(string $id): ?string
    {
        return $this->page('sales/order/view/order_id/' . $id . '/');
    }

    public function product(string $id): ?string
    {
        return $this->page('catalog/product/edit/id/' . $id . '/');
    }

    public function overview(): ?string
    {
        return $this->page('ledgerline_xero/overview/index/');
    }

    /** The queue with what is held for a reason. */
    public function held(string $code, string $connection): ?string
    {
        return $this->page('ledgerline_xero/queue/index/?' . http_build_query(
            ['filters' => ['code' => $code, 'connection' => $connection]],
            '',
            '&',
            PHP_QUERY_RFC3986
        ));
    }

    /** A page of the admin; null when the shop does not say where its admin is. */
    private function page(string $path): ?string
    {
        $this->base ??= $this->base();
        return $this->base === '' ? null : $this->base . $path;
    }

    /** Address of the admin, from configuration alone: the same in every area and process. */
    private function base(): string
    {
        $value = fn (string $path): string => trim((string)$this->config->getValue($path));
        $url = $value('admin/url/use_custom') === '1' ? $value('admin/url/custom') : '';
        if ($url === '') {
            $unsecure = $value('web/unsecure/base_url');
            $url = $value('web/secure/use_in_adminhtml') === '1' ? $value('web/secure/base_url') : $unsecure;
            $url = str_replace('{{unsecure_base_url}}', $unsecure, $url);
        }
        if ($url === '' || str_contains($url, '{{')) {
            return '';
        }
        $script = $value('web/seo/use_rewrites') === '1' ? '' : 'index.php/';
        return rtrim($url, '/') . '/' . $script . $this->frontName->getFrontName() . '/';
    }
}
