#!/usr/bin/env bash
# Serves a private copy of a shop twice, in production mode, with this module and without module and extension, and measures whole
# pages of the admin in the browser: scripts/bench pages [rows of each: 100000] [rounds: 9]
#
# Both sides have the same database, each its own files, caches, generated code and PHP.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/copy.sh"

ROWS=${1:-100000}
ROUNDS=${2:-9}
STARTED=()
BOTH=
clean_up() {
    local pid
    for pid in "${STARTED[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${STARTED[@]}"; do wait "$pid" 2>/dev/null || true; done
    [ -z "$BOTH" ] || rm -rf -- "$BOTH"
}
at_exit clean_up

[ -d "$ROOT/tests/magento/browser/node_modules" ] || (cd "$ROOT/tests/magento/browser" && npm ci --ignore-scripts --prefer-offline --silent)
use_copy "$ROOT/var/magento-pages"
WORK=$(cat "$LEDGERLINE_COPY/work")

# Once: what is copied into the queue must not be sent by a second run.
if once filled; then
    say "Connecting, sending some documents, filling $ROWS rows into each grid"
    connect_copy ""
    bin ledgerline:sync --entity=invoice --ids=1-20
    bin ledgerline:drain
    run php "$LEDGERLINE_TESTS/bench/grids-rows.php" "$ROWS"
    done_once filled
fi

BOTH="$WORK/both"
rm -rf -- "$BOTH"
mkdir -p "$BOTH"
free_port() { php -n -r '$s = stream_socket_server("tcp://127.0.0.1:0"); echo substr(strrchr(stream_socket_get_name($s, false), ":"), 1);'; }
SHOP=$MAGENTO_ROOT
OWN_ENV=$LEDGERLINE_COPY
ADMIN=/${MAGENTO_ADMIN_URL#"$MAGENTO_URL"}
GROUP=$(id -gn "$LEDGERLINE_OWNER")
FPM=$(compgen -G "/usr/sbin/php-fpm$(php -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')" || compgen -G '/usr/sbin/php-fpm*' | head -n 1)
for side in with without; do
    say "Compiling the shop $side the module"
    here="$BOTH/$side"
    port=$(free_port)
    mkdir -p "$here/shop" "$here/php" "$here/copy"
    for entry in "$SHOP"/* "$SHOP"/.htaccess; do
        case $(basename "$entry") in
            app | var | generated | pub) ;;
            *) [ -e "$entry" ] && cp -al "$entry" "$here/shop/" ;;
        esac
    done
    mkdir -p "$here/shop/pub/static" "$here/shop/var/session" "$here/shop/generated"
    cp -a "$SHOP/app" "$here/shop/"
    tar -C "$SHOP/pub" --exclude=./static --exclude=./media -cf - . | tar -C "$here/shop/pub" -xf -
    cp -a "$SHOP/pub/static/.htaccess" "$here/shop/pub/static/" 2>/dev/null || true
    mkdir -p "$here/shop/pub/media"
    php -n -r '
        [, $file, $old, $new] = $argv;
        $settings = include $file;
        $settings["session"]["save_path"] = "$new/var/session";
        $settings["ledgerline"]["store"] ??= "$old/var/ledgerline";
        $settings["MAGE_MODE"] = "developer";
        file_put_contents($file, "<?php\nreturn " . var_export($settings, true) . ";\n");
    ' "$here/shop/app/etc/env.php" "$SHOP" "$here/shop"
    for ini in "$WORK/php-fpm"/*.ini; do
        [ "$(basename "$ini")" = 99-test.ini ] || cp -P "$ini" "$here/php/"
    done
    {
        [ "$side" = without ] || grep '^extension=' "$WORK/php-fpm/99-test.ini"
        printf '%s\n' memory_limit=2G realpath_cache_size=10M realpath_cache_ttl=600 opcache.memory_consumption=512 opcache.interned_strings_buffer=32 \
            opcache.max_accelerated_files=60000 opcache.validate_timestamps=0 variables_order=EGPCS
    } >"$here/php/99-bench.ini"
    sed -e "s#^export MAGENTO_ROOT=.*#export MAGENTO_ROOT='$here/shop'#" "$OWN_ENV/env" >"$here/copy/env"
    if [ "$(id -u)" = 0 ]; then
        chown "$LEDGERLINE_OWNER:$GROUP" "$here/shop"
        chown -R "$LEDGERLINE_OWNER:$GROUP" "$here/shop/app" "$here/shop/pub" "$here/shop/var" "$here/shop/generated"
    fi
    export LEDGERLINE_COPY="$here/copy"
    [ "$side" = with ] || bin module:disable --quiet Ledgerline_Xero
    bin setup:di:compile
    bin setup:static-content:deploy -f --area adminhtml en_US
    bin deploy:mode:set production --skip-compilation
    cat >"$here/php-fpm.conf" <<CONF
[global]
error_log = $WORK/log/pages-fpm-$side.log
daemonize = no
[shop]
$([ "$(id -u)" = 0 ] && printf 'user = %s\ngroup = %s\nlisten.owner = %s\nlisten.group = %s\n' "$LEDGERLINE_OWNER" "$GROUP" "$LEDGERLINE_OWNER" "$GROUP")
listen = $here/php-fpm.sock
listen.mode = 0660
pm = static
pm.max_children = 3
clear_env = no
; Not in env.php: both sides have one database, which remembers what the files said.
env[CONFIG__DEFAULT__WEB__UNSECURE__BASE_URL] = http://127.0.0.1:$port/
env[CONFIG__DEFAULT__WEB__SECURE__BASE_URL] = http://127.0.0.1:$port/
CONF
    cat >"$here/nginx.conf" <<CONF
  upstream $side { server unix:$here/php-fpm.sock; }
  server {
    listen 127.0.0.1:$port;
    server_name 127.0.0.1;
    set \$MAGE_ROOT $here/shop;
    include $here/shop.conf;
  }
CONF
    sed "s/fastcgi_backend/$side/" "$WORK/run/shop.conf" >"$here/shop.conf"
    export "PAGES_${side^^}=http://127.0.0.1:$port$ADMIN"
    PHP_INI_SCAN_DIR="$here/php" "$FPM" --nodaemonize --fpm-config "$here/php-fpm.conf" >/dev/null 2>&1 </dev/null &
    STARTED+=($!)
done
export LEDGERLINE_COPY="$OWN_ENV"
cp /etc/nginx/fastcgi_params "$BOTH/fastcgi_params"
sed -e "s#$WORK/run/nginx.pid#$BOTH/nginx.pid#" -e "s#access_log .*;#access_log off;#" -e "s#_temp_path $WORK/run/#_temp_path $BOTH/#" \
    -e '/^  upstream /,$d' "$WORK/run/nginx.conf" >"$BOTH/nginx.conf"
printf '  include %s;\n' "$BOTH/with/nginx.conf" "$BOTH/without/nginx.conf" >>"$BOTH/nginx.conf"
echo '}' >>"$BOTH/nginx.conf"
/usr/sbin/nginx -e "$WORK/log/pages-nginx.log" -c "$BOTH/nginx.conf" -g 'daemon off;' >/dev/null 2>&1 </dev/null &
STARTED+=($!)
for address in "$PAGES_WITH" "$PAGES_WITHOUT"; do php -n "$ROOT/scripts/magento/wait.php" "$address" 180; done

say "Measuring $ROUNDS pages of each"
node "$ROOT/tests/bench/pages.mjs" "$ROUNDS"
