<?php

declare(strict_types=1);

namespace Ledgerline\Native;

/** The store cannot be opened or does not fit this version. */
class EngineUnavailable extends XeroException
{}
