<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Magento\Framework\Exception\LocalizedException;

/** The command was called in a wrong way. */
class InputException extends LocalizedException
{
}
