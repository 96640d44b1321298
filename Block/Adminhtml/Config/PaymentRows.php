<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Model\Choices;
use Ledgerline\Xero\Model\Config\Source\PaymentMethod;
use Ledgerline\Xero\Model\Connection;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Framework\View\Helper\SecureHtmlRenderer;

/**
 * Payment methods of the shop and the accounts of Xero that they pay into.
 */
class PaymentRows extends AbstractRows
{
    /**
     * @var PaymentMethod
     */
    private $paymentMethod;

    /**
     * @var array[]|null
     */
    private $methods;

    /**
     * @param Context $context
     * @param Choices $choices
     * @param Connection $connection
     * @param Json $json
     * @param PaymentMethod $paymentMethod
     * @param array $data
     * @param SecureHtmlRenderer|null $secureRenderer
     */
    public function __construct(
        Context $context,
        Choices $choices,
        Connection $connection,
        Json $json,
        PaymentMethod $paymentMethod,
        array $data = [],
        ?SecureHtmlRenderer $secureRenderer = null
    ) {
        $this->paymentMethod = $paymentMethod;
        parent::__construct($context, $choices, $connection, $json, $data, $secureRenderer);
    }

    /**
     * @inheritdoc
     */
    public function getColumnData(): array
    {
        return [
            [
                'name' => 'method',
                'label' => (string)__('Payment method of the shop'),
                'kind' => 'choice',
                'options' => $this->methods = $this->methods ?? $this->paymentMethod->toOptionArray(),
                'empty' => (string)__('-- Please choose --'),
            ],
            [
                'name' => 'account',
                'label' => (string)__('Account in Xero'),
                // Before the lists are read a code can be typed, as everywhere on the page.
                'kind' => $this->choices->isRead($this->code()) ? 'choice' : 'suggestion',
                'list' => 'payment_accounts',
                'options' => $this->choices->paymentAccounts($this->code()),
                'empty' => $this->choices->isRead($this->code()) ? (string)__('-- Please choose --') : (string)__('Code, or none'),
            ],
        ];
    }

    /**
     * @inheritdoc
     */
    public function getEmptyText(): string
    {
        return (string)__('No rows: all payments go to the bank account above.');
    }
}
