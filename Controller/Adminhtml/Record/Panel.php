<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Record;

use Ledgerline\Xero\Block\Adminhtml\Record\Panel as Block;

/** How a record stands in Xero, its documents there, and what happened. */
class Panel extends AbstractPart
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::record';
    protected const BLOCK = Block::class;
}
