# shellcheck shell=bash disable=SC2154
# Read by demo.sh: the path from a message to state, record, lamp and screen, and on to the hub and its line board.
n=0
s=${stations[0]}
ok() { n=$((n + 1)); echo "ok $n - $1"; }
ctl() { ctl_of "$s" "$@"; }
status_is() { station_is "$s" "$1"; }
tower() { grep -qE "^$1 .*set=$2" "$dir/run/$s/tower"; }
lines() { "$BUILD/andonctl" --socket "$dir/hub/andon-hub.sock" lines "$@"; }
# What terminals are told between words (where to go on, in which colour) is as good as a blank.
draws() { LC_ALL=C sed 's/\x1b([A-Z0-9]//g; s/\x1b\[[0-9;?]*[A-Za-z]/ /g' "$dir/screen" | tr -s ' ' | grep -aqiF "$1"; }
gone() { ! kill -0 "$1"; }
# SOCKET TEXT [KEY]: the console on a terminal of 80x24 draws it, when this key is pressed
console_shows() {
    rm -f "$dir/keys.fifo" "$dir/screen"
    mkfifo "$dir/keys.fifo"
    exec 8<>"$dir/keys.fifo"
    script -qefc "stty rows 24 cols 80; TERM=xterm-256color '$BUILD/andon-console' --run '$dir/run' --socket '$1'" \
        "$dir/screen" <&8 >/dev/null 2>&1 8<&- 9<&- &
    screen=$!
    if [ -n "${3:-}" ]; then
        until_ok 'a screen is drawn' draws ' help'
        printf '%s' "$3" >&8
    fi
    until_ok "the screen shows '$2'" draws "$2"
    if [ -n "${3:-}" ]; then stop "$screen"; else printf q >&8; fi
    until_ok 'the console ends' gone "$screen"
    wait "$screen" 2>/dev/null
    screen=''
    exec 8>&-
}
screen_shows() { console_shows "$dir/run/$s/andond.sock" "$@"; }
board_shows() { console_shows "$dir/hub/andon-hub.sock" "$@"; }

say run
until_ok 'running is the state' status_is '"state":"running"'
ok 'a message from the broker is the state: running'
until_ok 'parts are counted' status_is '"total":[1-9]'
ok 'parts are counted'
until_ok 'green is lit' tower green 1
ok 'the green lamp is lit'
screen_shows RUNNING
ok 'the screen says RUNNING'
"$BUILD/andonctl" discover --broker "$url" --for 6s --asset "$s" --write "$dir/found" >/dev/null 2>"$dir/found.log" &&
    "$BUILD/andonctl" check --config "$dir/found" >/dev/null || { cat "$dir/found.log"; exit 1; }
ok 'the press is found on the broker, and written as a station'
say "$s stop E-217 die jam"
until_ok 'stopped is the state' status_is '"state":"stopped"'
ok 'a fault stops it'
until_ok 'green is dark' tower green 0
ok 'the green lamp is dark'
until_ok 'why names a rule' ctl why yellow
screen_shows STOPPED
ok 'the screen says STOPPED'
until_ok 'a long stop asks for its reason' status_is '"unexplained":1'
board() { # EXPRESSION about the rows, by station
    lines --json | python3 -c 'import json, sys
r = {x["station"].split("/")[-1]: x for x in json.load(sys.stdin)["rows"]}
sys.exit(not eval(sys.argv[1]))' "$1"
}
until_ok 'the line board has every press' board "len(r) == ${#stations[@]} and all(x['online'] for x in r.values())"
until_ok 'the line board tells the stop' board "r['$s']['state'] == 'stopped' and r['$s']['unexplained'] == 1"
board_shows 'not explained'
ok "the line board shows ${#stations[@]} presses, and which one stopped without a reason"
ctl reason material.missing >/dev/null || die 'the reason was not kept'
ctl stops --json | grep -q '"reason":"material.missing"' || die 'the reason is not in the stops'
screen_shows 'No material'
ok 'a reason is kept, and shown'
ctl scrap add --quantity 1 --reason surface >/dev/null || die 'the scrap was not kept'
status_is '"entered_scrap":1' || die 'the scrap is in no figure'
screen_shows 'Surface, scratch' r
ok 'scrap is kept, and shown'
ctl job start 4711 >/dev/null || die 'no job was started'
screen_shows 'JOB 4711' j
ok 'a job is started, and shown'
until_ok 'the run is on record' sh -c "'$BUILD/andonctl' --run '$dir/run/$s' log --json | grep -q '\"interval\"'"
ok 'the run is on record'
ctl_of "${stations[-1]}" call raise material >/dev/null || die 'nobody could be called'
until_ok 'the call is on the board' board "r['${stations[-1]}']['calls'] == 1"
board_shows 'call: material'
ok 'a call is on the line board'
all_up() { for p in "${stations[@]}"; do station_is "$p" '"pending":0[,}]' || return 1; done; }
until_ok 'the hub has what is on record' all_up
ok 'the hub has confirmed every record'
say silence
stop "$broker"
broker=''
until_ok 'a lost broker is unknown' status_is '"state":"unknown"'
ok 'without the broker the state is unknown'
ctl mode cleaning >/dev/null || die 'without the broker nothing is kept'
status_is '"pending":[1-9]' || die 'nothing waits for the hub'
ok 'what people enter meanwhile is kept, and waits'
start_broker
until_ok 'what waited goes up' all_up
ok 'the broker is back: it goes up'

# Each is killed the moment the hub has all: what is on its disk is what the hub has.
sql() { sqlite3 -cmd '.timeout 5000' "$@"; }
same() {
    local p there=0 kept=0 bytes=0
    for p in "${stations[@]}"; do [ -n "${daemon[$p]:-}" ] || start_daemon "$p"; done
    all_up || return 1
    for p in "${stations[@]}"; do kill -9 "${daemon[$p]}" && wait "${daemon[$p]}" 2>/dev/null; daemon[$p]=''; done
    there=$(sql "$dir/hub/hub.db" 'SELECT count(*) FROM record')
    for p in "${stations[@]}"; do
        kept=$((kept + $(sql "$dir/data/$p/station.db" 'SELECT count(*) FROM record')))
        bytes=$((bytes + $(sql "$dir/data/$p/station.db" "ATTACH 'file:$dir/hub/hub.db?mode=ro' AS h; SELECT count(*)
            FROM record r JOIN epoch e ON e.number = r.epoch JOIN h.epoch he ON he.name = e.name
            JOIN h.record hr ON hr.epoch = he.number AND hr.seq = r.seq WHERE hr.hash = r.hash AND hr.body = r.body")))
    done
    records="$there of $kept, $bytes equal to the byte"
    [ "$there" = "$kept" ] && [ "$bytes" = "$kept" ] && [ "$kept" -gt 0 ]
}
records=''
until_ok 'hub and stations have the same records' same
ok "the hub has every record once: $records"
[ "$(sql "$dir/hub/hub.db" 'SELECT (SELECT count(*) FROM alarm) + (SELECT count(*) FROM dead_letter)')" = 0 ] ||
    die 'the hub has put something aside'
for p in "${stations[@]}"; do
    "$BUILD/andonctl" verify --data "$dir/data/$p" || die "the record of $p does not verify"
done
ok 'the records verify'
echo "$n passed, 0 failed"
