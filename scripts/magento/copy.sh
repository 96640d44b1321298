# shellcheck shell=bash
# Shared by magento-up, magento-reset and magento-down (sourced after lib.sh): the programs of a copy, and how it was after its set-up.

STATE="${LEDGERLINE_COPY:-$ROOT/var/magento}"
WORK=$(cat "$STATE/work" 2>/dev/null || true)
case $WORK in */ledgerline-magento.*) ;; *) WORK= ;; esac

# Folders of the copy that change while it runs. pub/static follows from the others; the rest is linked to the shop's files.
OWN=(app generated pub/media var)

# --- programs ------------------------------------------------------------------------------------------------------------------

# background NAME COMMAND…: starts a program as the leader of a session of its own, and remembers how.
background() {
    printf '%q ' "$@" >>"$STATE/programs"
    echo >>"$STATE/programs"
    begin "$@"
}

begin() {
    local name=$1
    shift
    setsid nohup "$@" >"$WORK/log/$name.log" 2>&1 </dev/null 9>&- &
    printf '%s %s\n' "$!" "$name" >>"$STATE/pids"
}

begin_all() {
    local program
    while IFS= read -r program; do eval "begin $program"; done <"$STATE/programs"
}

# A number that belongs to another program by now is left alone: all of ours have the folder in their command line.
ours() { [ -n "$WORK" ] && tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF "$WORK"; }

# Ends each with all of its session, and before that what an interrupted test still runs in the copy.
end_all() {
    local pid pids left
    [ -n "$WORK" ] || return 0
    while IFS=/ read -r _ _ pid _; do
        case $(cat "/proc/$pid/comm" 2>/dev/null) in php*) kill -KILL "$pid" 2>/dev/null || true ;; esac
    done < <(find /proc -maxdepth 2 -name cwd -lname "$WORK/*" 2>/dev/null)
    [ -e "$STATE/pids" ] || return 0
    mapfile -t pids < <(cut -d ' ' -f 1 "$STATE/pids")
    for pid in "${pids[@]}"; do if ours "$pid"; then kill -TERM -- "-$pid" 2>/dev/null || true; fi; done
    for _ in $(seq 100); do
        left=no
        for pid in "${pids[@]}"; do if ours "$pid"; then left=yes; fi; done
        [ "$left" = yes ] || break
        sleep 0.05
    done
    for pid in "${pids[@]}"; do if ours "$pid"; then kill -KILL -- "-$pid" 2>/dev/null || true; fi; done
    rm -f "$STATE/pids"
}

# wait_for SECONDS COMMAND…
wait_for() {
    local until=$((SECONDS + $1))
    shift
    while ! "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$until" ] || return 1
        sleep 0.1
    done
}

# Until the sandbox listens and the admin answers.
all_answer() {
    wait_for 20 grep -q '^listening on ' "$WORK/log/sandbox.log" || fail "The sandbox does not start: $(cat "$WORK/log/sandbox.log")"
    php -n "$ROOT/scripts/magento/wait.php" "$1" 180 && return
    tail -n 20 "$WORK"/log/*.log "$WORK"/shop/var/log/*.log >&2 || true
    fail "The admin does not answer."
}

# --- the database ----------------------------------------------------------------------------------------------------------------

sql() { mysql --defaults-extra-file="$WORK/my.cnf" --batch --skip-column-names "$@"; }

# A database as statements that another user can run in another database, the same for the same content.
dump() {
    mysqldump --defaults-extra-file="$WORK/my.cnf" --single-transaction --quick --routines --triggers --no-tablespaces --skip-dump-date "$1" |
        sed 's/DEFINER=`[^`]*`@`[^`]*`//g'
}

# --- how the copy was after its set-up ----------------------------------------------------------------------------------------------

# Nothing of the copy may run meanwhile.
keep() {
    local part
    for part in "${OWN[@]}"; do
        mkdir -p "$WORK/start/$(dirname "$part")"
        cp -a --reflink=auto "$WORK/shop/$part" "$WORK/start/$part"
    done
    dump "$(cat "$STATE/copy-database")" >"$WORK/start/database.sql"
}

# tables_to_put_back KEPT NOW: of two dumps, the first one's statements for what differs in the second or is not in it, and statements
# that drop what only the second has. Making a table takes longer than to see that it is the same.
tables_to_put_back() {
    awk '
        function name() { match($0, /`[^`]*`/); return substr($0, RSTART, RLENGTH) }
        FNR == 1 { part = "" }
        /^-- (Table structure for table|Temporary (table|view) structure for view|Final view structure for view|Dumping (routines|events)) / {
            part = $0
            kind[part] = /for table/ ? "TABLE" : /^-- Temp/ ? "VIEW" : ""
            thing[part] = name()
            if (NR == FNR) order[++parts] = part
        }
        NR == FNR { if (part == "") head = head $0 "\n"; else kept[part] = kept[part] $0 "\n"; next }
        part != "" { now[part] = now[part] $0 "\n" }
        END {
            ORS = ""
            print head
            for (part in now) if (!(part in kept) && kind[part] != "") print "DROP " kind[part] " IF EXISTS " thing[part] ";\n"
            for (i = 1; i <= parts; i++) if (kept[order[i]] != now[order[i]]) print kept[order[i]]
        }' "$1" "$2"
}

put_back() {
    local part database
    # What an interrupted try left.
    rm -rf -- "$WORK/old"
    mkdir -p "$WORK/old/pub"
    for part in "${OWN[@]}"; do
        [ ! -e "$WORK/shop/$part" ] || mv "$WORK/shop/$part" "$WORK/old/$part"
        cp -a --reflink=auto "$WORK/start/$part" "$WORK/shop/$part"
    done
    database=$(cat "$STATE/copy-database")
    dump "$database" >"$WORK/now.sql"
    tables_to_put_back "$WORK/start/database.sql" "$WORK/now.sql" | sql "$database"
    rm -rf -- "$WORK/old" "$WORK/now.sql"
}
