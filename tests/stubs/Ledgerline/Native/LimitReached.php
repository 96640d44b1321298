<?php

declare(strict_types=1);

namespace Ledgerline\Native;

/** Xero's call limit is reached; getDetails()['not_before'] says until when. */
class LimitReached extends XeroException
{}
