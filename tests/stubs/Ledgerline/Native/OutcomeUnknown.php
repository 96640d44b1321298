<?php

declare(strict_types=1);

namespace Ledgerline\Native;

/** Sent, but no answer came; look it up before sending again. */
class OutcomeUnknown extends XeroException
{}
