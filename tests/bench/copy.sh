# shellcheck shell=bash
# A private copy of a shop to measure in, connected to the sandbox (sourced by the measurements beside it, never run).
#
# LEDGERLINE_COPY names the copy (scripts/magento-up); it is made when it is not there, and then thrown away at the end.
. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"

# The folder of the copy that this measurement made; it may work in others afterwards.
MADE=
LOG=
forget_copy() { [ -z "$MADE" ] || LEDGERLINE_COPY=$MADE "$ROOT/scripts/magento-down" >/dev/null 2>&1 || true; }

# use_copy FOLDER: the copy in LEDGERLINE_COPY, or else in this folder; what it exports is set then.
use_copy() {
    export LEDGERLINE_COPY="${LEDGERLINE_COPY:-$1}"
    temporary
    LOG=$FILE
    at_exit forget_copy
    if [ ! -f "$LEDGERLINE_COPY/env" ]; then
        MADE=$LEDGERLINE_COPY
        say "Setting up a private copy of the shop"
        "$ROOT/scripts/magento-up" >"$LOG" 2>&1 || { tail -n 40 "$LOG" >&2; exit 1; }
    fi
    # shellcheck disable=SC1091
    . "$LEDGERLINE_COPY/env"
}

run() { "$ROOT/scripts/magento-run" "$@" </dev/null; }
bin() { run php bin/magento "$@" >"$LOG" 2>&1 || { tail -n 30 "$LOG" >&2; fail "bin/magento $* failed."; }; }

# once NAME: whether this was not done in the copy before. What is filled into a copy must not be filled into it again; done_once says that it was.
once() { [ ! -e "$LEDGERLINE_COPY/$1" ]; }
done_once() { touch "$LEDGERLINE_COPY/$1"; }

# connect_copy START_DATE: to the sandbox, with the settings that every measurement needs; what is older than the date, if there is one, is not sent.
connect_copy() {
    local path value
    while read -r path value; do bin config:set "ledgerline_xero/$path" "$value"; done <<'SETTINGS'
connection/type custom
connection/client_id sandbox-custom
connection/client_secret sandbox-custom-secret
accounts/bank 090
accounts/sales 200
SETTINGS
    [ -z "$1" ] || bin config:set ledgerline_xero/sync/start_date "$1"
    bin cache:flush
    bin ledgerline:connect
    bin ledgerline:lists --refresh
}
