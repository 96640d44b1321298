<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Alert;

use Magento\Framework\App\Area;
use Magento\Framework\Mail\Template\TransportBuilder;
use Magento\Store\Model\Store;

/** Sends an e-mail to those who are to be told, through the shop's own transport. */
class Mail
{
    public function __construct(private readonly TransportBuilder $builder, private readonly Settings $settings) {}

    /**
     * @param string $name of the template
     * @throws \Exception when it cannot be sent
     */
    public function send(string $name, array $variables): void
    {
        $this->builder
            ->setTemplateIdentifier($this->settings->template($name))
            ->setTemplateOptions(['area' => Area::AREA_ADMINHTML, 'store' => Store::DEFAULT_STORE_ID])
            ->setTemplateVars($variables)
            ->setFromByScope($this->settings->sender(), Store::DEFAULT_STORE_ID);
        foreach ($this->settings->recipients() as $address) {
            $this->builder->addTo($address);
        }
        $this->builder->getTransport()->sendMessage();
    }
}
