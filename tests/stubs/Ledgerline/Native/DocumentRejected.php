<?php

declare(strict_types=1);

namespace Ledgerline\Native;

/** Xero or the mapping refused the content; getDetails() says which field. */
class DocumentRejected extends XeroException
{}
