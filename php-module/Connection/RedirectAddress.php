<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Connection;

use Magento\Backend\Model\UrlInterface;

/**
 * The address that Xero sends the browser back to. It holds no secret key, because it is written down at Xero; the state parameter guards it.
 */
class RedirectAddress
{
    private const ROUTE = 'ledgerline_xero/connect/callback';

    public function __construct(private readonly UrlInterface $url) {}

    public function get(): string
    {
        return $this->url->getUrl(self::ROUTE, ['_nosecret' => true, '_current' => false, '_query' => []]);
    }

    /** Whether Xero lets an app register it: https, or localhost for trials. */
    public function isAccepted(): bool
    {
        // phpcs:ignore Magento2.Functions.DiscouragedFunction
        $part = parse_url($this->get());
        return ($part['scheme'] ?? '') === 'https' || ($part['host'] ?? '') === 'localhost';
    }
}
