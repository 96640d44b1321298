<?php

declare(strict_types=1);

namespace Ledgerline\Native;

/** Nobody needs to act; try again later. */
class TemporarilyUnavailable extends XeroException
{}
