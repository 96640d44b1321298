# shellcheck shell=bash
# Shared by the scripts beside it (sourced, never run): messages, missing packages, the Rust tool chain, the PHP to build for.
#
# Nothing here touches the network when everything that is asked for is already there.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BEGAN=$SECONDS
CARGO_LEAST=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$ROOT/Cargo.toml")

# A normal user's PATH has no sbin on Debian, where nginx and PHP-FPM are.
for folder in /usr/local/sbin /usr/sbin /sbin; do
    case ":$PATH:" in *":$folder:"*) ;; *) PATH="$PATH:$folder" ;; esac
done
export PATH
unset folder

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

# --- the end ------------------------------------------------------------------------------------------------------------
# However a script ends: what at_exit named is called, a job under way is ended, and no file is left in /tmp.

AT_EXIT=()
TEMPORARY=()
JOB=

at_exit() { AT_EXIT+=("$1"); }

# Puts the name of a new temporary file into the variable FILE.
temporary() {
    FILE=$(mktemp)
    TEMPORARY+=("$FILE")
}

ended() {
    local one
    trap '' INT TERM HUP
    if [ -n "$JOB" ] && kill -INT -- "-$JOB" 2>/dev/null; then
        wait "$JOB" 2>/dev/null || true
    fi
    for one in ${AT_EXIT[@]+"${AT_EXIT[@]}"}; do "$one" || true; done
    rm -f -- ${TEMPORARY[@]+"${TEMPORARY[@]}"}
}
trap ended EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# watched LOG SECONDS SIGN COMMAND…: runs the command with its output in LOG, and every so many seconds says what the
# function SIGN makes of the log, so that nobody takes patience for a hang.
watched() {
    local log=$1 pause=$2 sign=$3 began=$SECONDS next=$2 status=0
    shift 3
    # A process group of its own, so that Ctrl-C ends all of it (ended).
    set -m
    "$@" >"$log" 2>&1 </dev/null 9>&- &
    JOB=$!
    set +m
    while kill -0 "$JOB" 2>/dev/null; do
        sleep 0.3
        if [ $((SECONDS - began)) -ge "$next" ]; then
            next=$((next + pause))
            say "  $("$sign" "$log")"
        fi
    done
    wait "$JOB" || status=$?
    JOB=
    return "$status"
}

# Says so when the log of a failed command, or the disk itself, shows that there is no room: room_words LOG FOLDER NEEDED
room_words() {
    local free
    grep -qiE 'no space left on device|not enough free space|disk quota exceeded' "$1" || return 0
    free=$(df -Pk "$2" 2>/dev/null | awk 'NR == 2 { printf "%d", $4 / 1024 }')
    printf '\nThe disk is full: %s has %s MB left, and this needs about %s.\nMake room, then run this again: it continues where it stopped.\n' "$2" "${free:-?}" "$3" >&2
}

# --- folders -------------------------------------------------------------------------------------------------------------

# Whose a file is, in the words that lead to a remedy. A folder that is not there is its nearest parent's matter.
cannot_write() {
    local path=$1 owner
    while [ ! -e "$path" ]; do path=$(dirname "$path"); done
    owner=$(stat -c %U "$path")
    if [ "$owner" != "$(id -un)" ] && [ "$(id -u)" != 0 ]; then
        fail "$path belongs to the user $owner (an earlier run as that user?). Run this as $owner, or take it over:
    sudo chown -R $(id -un) $(printf %q "$path")"
    fi
    fail "$path cannot be written: the folder or its disk is read-only.
Copy the project to a folder of yours and run it there."
}

# need_folder FOLDER: makes it, and fails with the reason where it cannot be written.
need_folder() {
    local said
    if ! said=$(mkdir -p "$1" 2>&1); then
        case $said in *[Nn]o\ space*) fail "The disk is full: the folder $1 cannot be made. Make room, then run this again." ;; esac
        cannot_write "$1"
    fi
    [ -w "$1" ] || cannot_write "$1"
}

# The folder of the builds, before anything is downloaded for them.
need_target() {
    local target foreign
    target=$(target_folder)
    need_folder "$target"
    foreign=$(find "$target" -maxdepth 2 \( -type d -o -name '.cargo*lock' \) ! -writable -print -quit 2>/dev/null)
    [ -z "$foreign" ] || cannot_write "$foreign"
}

# --- packages -----------------------------------------------------------------------------------------------------------
# Every check uses the thing itself: a file of the right name proves little.

MISSING=()

miss() {
    case " ${MISSING[*]-} " in *" $1 "*) ;; *) MISSING+=("$1") ;; esac
}

# want PACKAGE COMMAND…: remembers the package unless the command succeeds.
want() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 </dev/null || miss "$package"
}

apt_sign() {
    awk '/newly installed/ { all = $1 + $3 } /^Get:/ { got++ } /^Unpacking / { unpacked++ } /^Setting up / { ready++ }
        END {
            if (!all) print "apt: reading the lists of packages"
            else if (unpacked < all && unpacked) printf "apt: %d of %d packages are unpacked\n", unpacked, all
            else if (unpacked) printf "apt: %d of %d packages are set up\n", ready, all
            else printf "apt: fetching %d packages\n", all
        }' "$1"
}

apt_run() {
    as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q update &&
        as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q -y --no-install-recommends install "$@"
}

install_missing() {
    [ ${#MISSING[@]} -gt 0 ] || return 0
    local list="${MISSING[*]}" log
    if ! have apt-get; then
        fail "This machine has no apt. Please install what these Debian packages hold, then run this again:
    $list"
    fi
    if [ "$(id -u)" != 0 ] && ! have sudo; then
        fail "Some packages are missing, and installing them takes root rights or sudo. Please run as root:
    apt-get update && apt-get install --no-install-recommends $list"
    fi
    # Asks for the password now, not in the background.
    [ "$(id -u)" = 0 ] || sudo -v || fail "sudo was refused. Please run as root:
    apt-get update && apt-get install --no-install-recommends $list"
    say "Installing with apt: $list"
    temporary
    log=$FILE
    if ! watched "$log" 30 apt_sign apt_run "${MISSING[@]}"; then
        tail -n 25 "$log" >&2
        room_words "$log" /usr "1.8 GB"
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
    [ -n "$version" ] && at_least "$version" "$CARGO_LEAST" && rustc --version >/dev/null 2>&1
}

find_cargo() {
    if ! cargo_is_new_enough && [ -x "$HOME/.cargo/bin/cargo" ]; then
        PATH="$HOME/.cargo/bin:$PATH"
    fi
}

compiles() { printf 'int main(void) { return 0; }\n' | cc -xc -c -o /dev/null -; }

links_with_headers() { printf '#include <stdio.h>\n#include <stdlib.h>\nint main(void) { return printf("") < 0; }\n' | cc -xc -o /dev/null -; }

# Whether bindgen can use a libclang: it loads, and it finds the headers of its own that stdlib.h asks for. A machine with a
# graphics driver has libclang-cpp, which is another library, or libclang1 without any headers.
libclang_is_there() {
    local library reader status=1
    compiles >/dev/null 2>&1 || return 1
    temporary
    reader=$FILE
    cc -xc -o "$reader" - -ldl >/dev/null 2>&1 <<'C' || return 1
#include <dlfcn.h>
#include <string.h>
struct text { const char *contents; const char *name; unsigned long length; };
struct file { const char *name; const char *contents; unsigned long length; };
int main(int count, char **words) {
    const char *code = "#include <stddef.h>\n#include <stdlib.h>\n#include <stdarg.h>\n";
    struct file file = { "probe.c", code, 0 };
    void *library = count > 1 ? dlopen(words[1], RTLD_NOW) : 0;
    if (!library) return 1;
    void *(*index)(int, int) = dlsym(library, "clang_createIndex");
    void *(*parse)(void *, const char *, const char **, int, struct file *, unsigned, unsigned) = dlsym(library, "clang_parseTranslationUnit");
    unsigned (*problems)(void *) = dlsym(library, "clang_getNumDiagnostics");
    if (!index || !parse || !problems) return 1;
    file.length = strlen(code);
    void *unit = parse(index(0, 0), "probe.c", 0, 0, &file, 1, 0);
    return !unit || problems(unit) > 0;
}
C
    while IFS= read -r library; do
        [ -e "$library" ] && timeout 20 "$reader" "$library" >/dev/null 2>&1 && status=0 && break
    done < <(libclangs)
    rm -f "$reader"
    return "$status"
}

# The files that bindgen looks at.
libclangs() {
    local folder
    for folder in ${LIBCLANG_PATH:+"$LIBCLANG_PATH"} /usr/lib/llvm-*/lib /usr/lib/*-linux-gnu /usr/lib64 /usr/lib /usr/local/lib; do
        [ ! -f "$folder" ] || printf '%s\n' "$folder"
        compgen -G "$folder/libclang.so*" || true
        compgen -G "$folder/libclang-[0-9]*.so*" || true
    done
}

# A cargo that is new enough, a C compiler (SQLite is built in) and certificates to fetch crates with.
want_rust() {
    need_target
    find_cargo
    if ! cargo_is_new_enough; then
        # Debian's plain rustc is 1.63; the "web" ones follow the browsers and are current.
        miss rustc-web
        miss cargo-web
    fi
    want gcc compiles
    want libc6-dev links_with_headers
    want ca-certificates test -s /etc/ssl/certs/ca-certificates.crt
}

# The version of the command php, or the one that would be installed.
php_version() { php -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;' 2>/dev/null || echo 8.2; }

php_runs() { php -n -r 'exit(PHP_SAPI === "cli" ? 0 : 1);'; }

php_headers_are_there() { [ -e "$(php-config --include-dir)/main/php.h" ]; }

want_php() { want "php$(php_version)-cli" php_runs; }

# The PHP that the extension is built for, with its headers, and libclang to read them.
want_php_headers() {
    want_php
    want "php$(php_version)-dev" php_headers_are_there
    want libclang-dev libclang_is_there
}

fpm_runs() {
    local version fpm
    version=$(php_version)
    for fpm in "/usr/sbin/php-fpm$version" /usr/local/sbin/php-fpm /usr/sbin/php-fpm; do
        [ -x "$fpm" ] && "$fpm" -n -v | grep -qF "PHP $version." && return 0
    done
    return 1
}

php_has() { php -r 'exit(extension_loaded($argv[1]) ? 0 : 1);' "$1"; }

# What the tests of the extension need beside it: they look into the store and ask a web server in parallel.
want_extension_tests() {
    local version
    version=$(php_version)
    want phpunit phpunit --version
    want nginx-light nginx -v
    want zstd zstd --version
    want "php$version-fpm" fpm_runs
    want "php$version-sqlite3" php_has pdo_sqlite
    want "php$version-curl" php_has curl
    want valgrind valgrind --version
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
    php=$(php_version)
    headers=$(php-config --version | cut -d . -f 1-2)
    at_least "$php" 8.1 || fail "PHP 8.1 or newer is needed; found $php."
    [ "$php" = "$headers" ] || fail "The command php is PHP $php, but the headers (php-config) are those of PHP $headers.
Install php$php-dev, or put a matching pair of php and php-config first in PATH."
    libclang_is_there || fail "libclang cannot read C headers here. Install libclang-dev (Debian's name), or set LIBCLANG_PATH to the
folder of a libclang.so that is complete."
}

# --- PHP with the extension ------------------------------------------------------------------------------------------------

# The setting "extension=FILE" for php -d. PHP reads it as a line of php.ini, where some letters of a path mean something else.
extension_setting() {
    local path=$1
    path=${path//\\/\\\\}
    path=${path//\"/\\\"}
    path=${path//\$/\\\$}
    printf 'extension="%s"' "$path"
}

# --- builds ----------------------------------------------------------------------------------------------------------------

export CARGO_TERM_PROGRESS_WHEN=never CARGO_TERM_COLOR=never

target_folder() { printf '%s\n' "${CARGO_TARGET_DIR:-$ROOT/target}"; }

build_sign() {
    local counted newest
    counted=$(tr '\r' '\n' <"$1" | grep -oE '^ *Building \[[=> ]*\] [0-9]+/[0-9]+' | tail -n 1 | grep -oE '[0-9]+/[0-9]+$')
    newest=$(tr '\r' '\n' <"$1" | sed -n 's/^ *\(Compiling\|Downloaded\) \([^ ]* v[^ ]*\).*/\2/p' | tail -n 1)
    if tr '\r' '\n' <"$1" | grep . | tail -n 1 | grep -q '^ *Blocking'; then
        echo "waiting for another cargo that works in this folder"
    elif [ -n "$counted" ]; then
        echo "building: ${counted%/*} of ${counted#*/} steps, newest: $newest"
    else
        echo "fetching what it is built from, newest: ${newest:-none yet}"
    fi
}

# What a failed build's log says about the reason: without progress, and without the environment of the C compiler.
build_errors() {
    local kept
    kept=$(tr '\r' '\n' <"$1" | sed 's/[[:space:]]*$//' | grep -vE '^ *(Building|Compiling|Downloading|Downloaded|Fresh|Updating|Blocking|Checking) |^ *cargo:|^ +[A-Za-z0-9_-]+ = (Some|None)|^ *(running: |--- std(out|err)$|OUT_DIR = |TARGET = |HOST = |OPT_LEVEL = )|^$')
    printf '%s\n' "$kept" | grep -nE '^(error|warning: unused|fatal|thread )|: (fatal )?error:|panicked at' | cut -d : -f 1 | head -n 1 >"$1.first"
    # A build that was ended says nothing of its own.
    printf '%s\n' "${kept:-$(tail -n 5 "$1")}" | tail -n +"$(grep . "$1.first" || echo 1)" | head -n 40
    rm -f "$1.first"
}

in_root() { cd "$ROOT" && exec env CARGO_TERM_PROGRESS_WHEN=always CARGO_TERM_PROGRESS_WIDTH=100 "$@"; }

# Runs a build, quiet when it succeeds but for a sign of life every half minute.
run_build() {
    local log
    temporary
    log=$FILE
    if ! watched "$log" 30 build_sign in_root "$@"; then
        build_errors "$log" >&2
        mkdir -p "$ROOT/var" 2>/dev/null && tr '\r' '\n' <"$log" >"$ROOT/var/build.log" 2>/dev/null && echo "(the whole log: var/build.log)" >&2
        room_words "$log" "$(target_folder)" "1.8 GB"
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

# Builds the extension ($1: dev or release) and prints nothing else; it lies at $(extension_file $1) then. A copy, because other
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
