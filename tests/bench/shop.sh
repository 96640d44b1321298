#!/usr/bin/env bash
# What a shop of so many orders costs, in a private copy: scripts/bench shop [orders: 100000]
#
# LEDGERLINE_COPY names the copy (scripts/magento-up); it is made when it is not there, and then thrown away at the end.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"

export LEDGERLINE_COPY="${LEDGERLINE_COPY:-$ROOT/var/magento-shop}"
MADE=no
clean_up() { [ "$MADE" = no ] || "$ROOT/scripts/magento-down" >/dev/null 2>&1 || true; }
at_exit clean_up
LOG=$(mktemp)
if [ ! -f "$LEDGERLINE_COPY/env" ]; then
    MADE=yes
    say "Setting up a private copy of the shop"
    "$ROOT/scripts/magento-up" >"$LOG" 2>&1 || { tail -n 40 "$LOG" >&2; exit 1; }
fi
# shellcheck disable=SC1091
. "$LEDGERLINE_COPY/env"
run() { "$ROOT/scripts/magento-run" "$@" </dev/null; }
bin() { run php bin/magento "$@" >"$LOG" 2>&1 || { tail -n 30 "$LOG" >&2; fail "bin/magento $* failed."; }; }

if [ ! -e "$LEDGERLINE_COPY/multiplied" ]; then
    say "Multiplying its orders to ${1:-100000}"
    # A start date: nothing is history.
    while read -r path value; do bin config:set "ledgerline_xero/$path" "$value"; done <<'SETTINGS'
connection/type custom
connection/client_id sandbox-custom
connection/client_secret sandbox-custom-secret
accounts/bank 090
accounts/sales 200
sync/start_date 2000-01-01
SETTINGS
    bin cache:flush
    bin ledgerline:connect
    bin ledgerline:lists --refresh
    run php -d memory_limit=2G "$LEDGERLINE_TESTS/bench/shop-rows.php" "${1:-100000}"
    touch "$LEDGERLINE_COPY/multiplied"
fi
say "Measuring"
run php -d memory_limit=2G "$LEDGERLINE_TESTS/bench/${LEDGERLINE_MEASURE:-shop}.php"
rm -f "$LOG"
