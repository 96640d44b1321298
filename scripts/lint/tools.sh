# shellcheck shell=bash
# The checks' own programs (sourced after lib.sh): what requirements.txt lists by pip, what package-lock.json lists by npm. Both are
# pinned to the byte, go into folders that git ignores, and are fetched again only when the list has changed.

TOOLS="$ROOT/var/tools"

want_tools() {
    want python3 python3 --version
    want python3-venv python3 -c 'import ensurepip, venv'
    want nodejs node --version
    want npm npm --version
}

# What a folder of programs was made of. The folder's own place counts: programs of Python name it in their first line.
tools_made_of() { printf '%s\n%s\n' "$1" "$(cat "${@:2}")" | sha256sum; }

# python_tools LOG: puts them into $TOOLS/python/bin, unless they are there.
python_tools() {
    local folder="$TOOLS/python" list="$ROOT/scripts/lint/requirements.txt" made
    made=$(tools_made_of "$folder" "$list")
    [ "$(cat "$folder/made-of" 2>/dev/null)" != "$made" ] || return 0
    rm -rf -- "$folder"
    mkdir -p "$TOOLS"
    { python3 -m venv "$folder" &&
        timeout 300 "$folder/bin/pip" install --disable-pip-version-check --no-input --no-deps --require-hashes --only-binary :all: -r "$list"; } >"$1" 2>&1 </dev/null || return 1
    printf '%s\n' "$made" >"$folder/made-of"
}

# node_tools LOG: puts them into scripts/lint/node_modules/.bin, unless they are there.
node_tools() {
    local folder="$ROOT/scripts/lint" made
    made=$(tools_made_of "$folder" "$folder/package-lock.json")
    [ "$(cat "$folder/node_modules/made-of" 2>/dev/null)" != "$made" ] || return 0
    (cd "$folder" && timeout 300 npm ci --ignore-scripts --no-audit --no-fund --prefer-offline) >"$1" 2>&1 </dev/null || return 1
    printf '%s\n' "$made" >"$folder/node_modules/made-of"
}
