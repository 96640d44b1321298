#!/usr/bin/env bash
# What a dry run over so many documents costs, in a private copy of the shop: scripts/bench dry-run [documents: 10000]
set -euo pipefail
LEDGERLINE_MEASURE=dry-run exec "$(dirname "${BASH_SOURCE[0]}")/shop.sh" "${1:-10000}"
