<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Record;

use Ledgerline\Xero\Block\Adminhtml\Record\Preview as Block;

/** The document that a record would become. */
class Preview extends AbstractPart
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::record_preview';
    protected const BLOCK = Block::class;
}
