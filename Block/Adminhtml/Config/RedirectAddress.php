<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Connection\RedirectAddress as Address;
use Magento\Backend\Block\Template\Context;

/** The address that must be entered at Xero, to be copied. */
class RedirectAddress extends AbstractDisplay
{
    protected $_template = 'Ledgerline_Xero::config/redirect-address.phtml';

    public function __construct(Context $context, private readonly Address $address, Connection $connection, array $data = [])
    {
        parent::__construct($context, $connection, $data);
    }

    public function getAddress(): string
    {
        return $this->address->get();
    }

    /** What Xero would refuse about the address, or an empty text: a connection that was made with it shows that it was accepted. */
    public function getWarning(): string
    {
        return $this->address->isAccepted() || $this->connection->isConnected($this->code())
            ? ''
            : (string)__('Xero accepts only addresses that begin with https:// (or http://localhost). Set a secure base URL for the admin first.');
    }
}
