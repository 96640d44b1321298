<?php

declare(strict_types=1);

namespace Ledgerline\Native;

/** A setting is missing or wrong. */
class SettingsInvalid extends XeroException
{}
