<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Config\Backend\Reference;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Serialize\Serializer\Json;

/** The pattern of the reference, with words to press and an example that follows what is typed. */
class ReferenceField extends AbstractTemplateField
{
    protected $_template = 'Ledgerline_Xero::config/reference-field.phtml';

    public function __construct(Context $context, private readonly Json $json, array $data = [])
    {
        parent::__construct($context, $data);
    }

    /** @return array<string,string> the words of a pattern with what they mean */
    public function getWords(): array
    {
        $names = [
            'order' => __('number of the order'), 'invoice' => __('number of the invoice'),
            'po' => __('order number of the customer'), 'customer' => __('name of the customer'),
            'email' => __('e-mail address'), 'payment' => __('payment method'),
            'transaction' => __('transaction id of the payment'), 'store' => __('store view'), 'website' => __('website'),
        ];
        $words = [];
        foreach (Reference::WORDS as $word) {
            $words['{' . $word . '}'] = (string)($names[$word] ?? $word);
        }
        return $words;
    }

    public function getInit(): string
    {
        return $this->json->serialize(['Ledgerline_Xero/js/config/reference' => [
            'usual' => '{order} {po}',
            'values' => [
                '{order}' => '000000042', '{invoice}' => '000000037', '{po}' => 'PO-881', '{customer}' => 'Ann Lee',
                '{email}' => 'ann@example.com', '{payment}' => (string)__('Bank Transfer Payment'), '{transaction}' => 'TX-93F2',
                '{store}' => 'English', '{website}' => 'Main Website',
            ],
        ]]);
    }
}
