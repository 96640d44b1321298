#!/usr/bin/env bash
# After tests and scripts/magento-reset: whether the copy of the shop is what it was after its set-up. Caches, logs and sessions have
# changed again, because somebody has looked whether the admin answers.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
. "$ROOT/scripts/magento/copy.sh"

[ -d "$WORK/start" ] || fail "There is no copy of a shop in $STATE."
dump "$(cat "$STATE/copy-database")" | diff - "$WORK/start/database.sql"
for part in "${OWN[@]}"; do
    diff -r --no-dereference --exclude=cache --exclude=log --exclude=page_cache --exclude=session "$WORK/start/$part" "$WORK/shop/$part"
done
# shellcheck source=/dev/null
. "$STATE/env"
php -n -r 'exit(json_decode(file_get_contents($argv[1]), true)["calls_total"] === 0 ? 0 : 1);' "$LEDGERLINE_SANDBOX_URL/sandbox/counts" ||
    fail "The sandbox was not started again."
