<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/**
 * What the payment gateway kept, where a payment module has written it down.
 *
 * Magento and the modules that come with it do not; others put it into the payment's additional information, each
 * under a name of its own (di.xml: argument "keys"). Names that could also mean a fee for the buyer are not taken.
 */
class PaymentFee
{
    private const KEYS = [
        'paypal_fee' => 'paypal_fee_currency',
        'mc_fee' => 'mc_currency',
        'stripe_fee' => 'stripe_fee_currency',
        'braintree_fee' => 'braintree_fee_currency',
        'gateway_fee' => 'gateway_fee_currency',
    ];

    /** @var array<string,string> */
    private readonly array $keys;

    /** @param array<string,string> $keys name of the amount => name of its currency, in the additional information */
    public function __construct(array $keys = [])
    {
        $this->keys = $keys + self::KEYS;
    }

    /**
     * The fee as a positive amount of the document's currency; null when it is not known in that currency.
     * @param array $information the payment's additional information
     * @param string|null $currency the document's
     * @param bool $isOnlyCurrency whether the order knows no other currency: then an amount without one is in it
     */
    public function of(array $information, ?string $currency, bool $isOnlyCurrency): ?string
    {
        foreach ($this->keys as $amountKey => $currencyKey) {
            $amount = $information[$amountKey] ?? null;
            if ((!is_string($amount) && !is_int($amount) && !is_float($amount)) || !is_numeric($amount)) {
                continue;
            }
            $feeCurrency = $information[$currencyKey] ?? null;
            $isKnown = is_string($feeCurrency) && $feeCurrency !== ''
                ? strcasecmp($feeCurrency, (string)$currency) === 0
                : $isOnlyCurrency;
            // Exponents and spaces are not decimals.
            $decimal = Amount::of(is_string($amount) ? trim($amount) : $amount);
            if ($isKnown && preg_match('/^-?\d+(\.\d+)?$/', $decimal)) {
                return Amount::absolute($decimal);
            }
        }
        return null;
    }
}
