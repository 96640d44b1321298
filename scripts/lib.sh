# Shared by the scripts beside it (sourced, never run): messages, missing packages, the Rust tool chain, the PHP to build for.
#
# Nothing here touches the network when everything that is asked for is already there.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BEGAN=$SECONDS
CARGO_LEAST="1.89"

say() {
    local elapsed=$((SECONDS - BEGAN))
    printf '[%02d:%02d] %s\n' $((elapsed / 60)) $((elapsed % 60)) "$*"
}

fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Whether version $1 is at least version $2.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# --- packages -----------------------------------------------------------------------------------------------------------

MISSING=()

# want PACKAGE COMMAND…: remembers the package unless the command succeeds.
want() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || MISSING+=("$package")
}

package_is_there() { have dpkg-query && dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q ' installed$'; }

install_missing() {
    [ ${#MISSING[@]} -gt 0 ] || return 0
    local list="${MISSING[*]}"
    if ! have apt-get; then
        fail "This machine has no apt. Please install what these Debian packages hold, then run this again:
    $list"
    fi
    if [ "$(id -u)" != 0 ] && ! have sudo; then
        fail "Some packages are missing, and installing them takes root rights or sudo. Please run as root:
    apt-get update && apt-get install --no-install-recommends $list"
    fi
    say "Installing with apt: $list"
    local log
    log=$(mktemp)
    if ! { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "${MISSING[@]}"; } >"$log" 2>&1; then
        tail -n 25 "$log" >&2
        rm -f "$log"
        fail "apt could not install: $list
The lines above say why. On Debian 12 the sources bookworm, bookworm-updates and bookworm-security are needed."
    fi
    rm -f "$log"
    MISSING=()
    hash -r
}

# --- what the builds need -------------------------------------------------------------------------------------------------

cargo_version() { cargo --version 2>/dev/null | sed -n 's/^cargo \([0-9.]*\).*/\1/p'; }

cargo_is_new_enough() {
    local version
    version=$(cargo_version)
    [ -n "$version" ] && at_least "$version" "$CARGO_LEAST"
}

find_cargo() {
    if ! cargo_is_new_enough && [ -x "$HOME/.cargo/bin/cargo" ]; then
        PATH="$HOME/.cargo/bin:$PATH"
    fi
}

libclang_is_there() {
    [ -n "${LIBCLANG_PATH:-}" ] || compgen -G '/usr/lib/llvm-*/lib/libclang*.so*' >/dev/null || compgen -G '/usr/lib/*/libclang*.so*' >/dev/null
}

# A cargo that is new enough, a C compiler (SQLite is built in) and certificates to fetch crates with.
want_rust() {
    find_cargo
    if ! cargo_is_new_enough; then
        # Debian's plain rustc is 1.63; the "web" ones follow the browsers and are current.
        MISSING+=(rustc-web cargo-web)
    fi
    want gcc have gcc
    want libc6-dev test -e /usr/include/stdio.h
    want ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
}

# The PHP that the extension is built for, with its headers, and libclang to read them.
want_php_headers() {
    want php8.2-cli have php
    want php8.2-dev have php-config
    want libclang-dev libclang_is_there
}

# What the tests of the extension need beside it: they look into the store and ask a web server in parallel.
want_extension_tests() {
    local version
    version=$(php -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;' 2>/dev/null || echo 8.2)
    want phpunit have phpunit
    want nginx-light test -x /usr/sbin/nginx
    want "php$version-fpm" compgen -G '/usr/sbin/php-fpm*'
    want "php$version-sqlite3" php -r 'exit(extension_loaded("pdo_sqlite") ? 0 : 1);'
    want "php$version-curl" php -r 'exit(extension_loaded("curl") ? 0 : 1);'
}

check_rust() {
    find_cargo
    cargo_is_new_enough && return 0
    fail "Rust $CARGO_LEAST or newer is needed; found: $(cargo_version || true).
On Debian 12 the packages rustc-web and cargo-web of bookworm-security are new enough (check with: apt-cache policy rustc-web),
else install it with rustup and run this again."
}

check_php() {
    local php headers
    php=$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')
    headers=$(php-config --version | cut -d . -f 1-2)
    at_least "$php" 8.1 || fail "PHP 8.1 or newer is needed; found $php."
    [ "$php" = "$headers" ] || fail "The command php is PHP $php, but the headers (php-config) are those of PHP $headers.
Install php$php-dev, or put a matching pair of php and php-config first in PATH."
}

# --- builds ----------------------------------------------------------------------------------------------------------------

export CARGO_TERM_PROGRESS_WHEN=never CARGO_TERM_COLOR=never

target_folder() { printf '%s\n' "${CARGO_TARGET_DIR:-$ROOT/target}"; }

# Runs a build, quiet when it succeeds. The first time can take minutes, so the log's newest line is told every minute.
run_build() {
    local log began=$SECONDS pid next=60
    log=$(mktemp)
    (cd "$ROOT" && exec "$@") >"$log" 2>&1 &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        sleep 0.5
        if [ $((SECONDS - began)) -ge "$next" ]; then
            next=$((next + 60))
            say "  still building: $(grep -c Compiling "$log") crates, newest:$(grep Compiling "$log" | tail -n 1)"
        fi
    done
    if ! wait "$pid"; then
        tail -n 60 "$log" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

# Builds the extension ($1: dev or release) and prints nothing; it lies at $(extension_file $1) then. A copy, because other
# builds of the same crate (without PHP) write to cargo's own place.
extension_file() { printf '%s/ledgerline-%s.so\n' "$(target_folder)" "$1"; }

build_extension() {
    local profile=$1 folder=debug
    [ "$profile" = release ] && folder=release
    run_build cargo build --locked --profile "$profile" -p ledgerline --lib || return 1
    local made new
    made="$(target_folder)/$folder/libledgerline.so"
    new="$(extension_file "$profile").new"
    # Renamed into place: a PHP that has the old file loaded keeps it.
    if ! cmp -s "$made" "$(extension_file "$profile")"; then
        cp "$made" "$new" && mv -f "$new" "$(extension_file "$profile")"
    fi
}

build_sandbox() {
    run_build cargo build --locked --profile "$1" -p ledgerline-sandbox
}

sandbox_file() {
    local folder=debug
    [ "$1" = release ] && folder=release
    printf '%s/%s/ledgerline-sandbox\n' "$(target_folder)" "$folder"
}
