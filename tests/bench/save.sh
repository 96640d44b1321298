#!/usr/bin/env bash
# What the module adds to a request that saves an invoice, in a private copy in production mode: scripts/bench save [invoices: 100]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/copy.sh"

use_copy "$ROOT/var/magento-save"
if once compiled; then
    say "Compiling it for production mode"
    bin setup:di:compile
    done_once compiled
fi
export MAGE_MODE=production
for mode in cron immediately; do
    say "Saving ${1:-100} invoices with the module and as many without, by turns ($mode)"
    run php "$LEDGERLINE_TESTS/bench/invoice-save.php" --fpm --mode="$mode" --n="${1:-100}"
done
