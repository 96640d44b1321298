#!/usr/bin/env bash
# What a shop of so many orders costs, in a private copy: scripts/bench shop [orders: 100000]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/copy.sh"

use_copy "$ROOT/var/magento-shop"
if once multiplied; then
    say "Multiplying its orders to ${1:-100000}"
    # A start date: nothing is history.
    connect_copy 2000-01-01
    run php -d memory_limit=2G "$LEDGERLINE_TESTS/bench/shop-rows.php" "${1:-100000}"
    done_once multiplied
fi
say "Measuring"
run php -d memory_limit=2G "$LEDGERLINE_TESTS/bench/${LEDGERLINE_MEASURE:-shop}.php"
