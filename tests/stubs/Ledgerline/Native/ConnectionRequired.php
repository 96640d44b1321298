<?php

declare(strict_types=1);

namespace Ledgerline\Native;

/** A person must connect (again). */
class ConnectionRequired extends XeroException
{}
