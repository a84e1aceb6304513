#!/bin/bash
# The main job on one machine: a private broker, a simulated press, the daemon with a virtual tower, the console.
#   demo.sh          opens the console; quit with q. Leaves no process, file or terminal mode behind.
#                    NOTIFY=maintenance: what that role is told is on the desktop, too.
#   demo.sh --check  proves the same path without a terminal and exits 0: message, state, record, lamp, screen.
set -u
BUILD=${BUILD:-build}
check=0
[ "${1:-}" = --check ] && check=1
export LC_ALL=${LC_ALL:-C.UTF-8} PATH="$PATH:/usr/sbin"
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
dir=$(mktemp -d "${TMPDIR:-/tmp}/andon-demo.XXXXXX") || exit 1
mkdir "$dir/run" "$dir/data" "$dir/broker"
broker='' sim='' daemon='' notify=''

stop() { # PID: ask, then make sure; wait for it either way
    [ -n "$1" ] && kill -0 "$1" 2>/dev/null || return 0
    kill "$1" 2>/dev/null
    for _ in $(seq 100); do
        kill -0 "$1" 2>/dev/null || return 0
        read -rt 0.05 <> <(:) || :
    done
    kill -9 "$1" 2>/dev/null
}
finish() {
    exec 9>&- 2>/dev/null
    stop "$notify"
    stop "$daemon"
    stop "$sim"
    stop "$broker"
    wait 2>/dev/null
    rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP
die() {
    echo "demo: $*" >&2
    for f in "$dir"/*.log; do [ -s "$f" ] && { echo "--- ${f##*/}" >&2; tail -n 20 "$f" >&2; }; done
    exit 1
}
# until WHAT COMMAND…: try for up to 20 s
until_ok() {
    local what=$1
    shift
    for _ in $(seq 400); do
        "$@" >/dev/null 2>&1 && return 0
        read -rt 0.05 <> <(:) || :
    done
    die "waited in vain: $what"
}

start_broker() {
    command -v mosquitto >/dev/null || die "mosquitto is missing: make deps"
    for _ in 1 2 3 4 5 6 7 8; do
        port=$((10000 + RANDOM % 22000)) # below those of clients
        # TCP_NODELAY: small messages would otherwise wait up to 40 ms
        printf 'listener %s 127.0.0.1\nallow_anonymous true\npersistence false\nset_tcp_nodelay true\nlog_dest stderr\n' \
            "$port" >"$dir/broker/mosquitto.conf"
        [ "$(id -u)" = 0 ] && echo 'user root' >>"$dir/broker/mosquitto.conf"
        mosquitto -c "$dir/broker/mosquitto.conf" 2>"$dir/broker.log" &
        broker=$!
        for _ in $(seq 100); do
            kill -0 "$broker" 2>/dev/null || break
            (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return 0
            read -rt 0.02 <> <(:) || :
        done
    done
    die "no broker would start"
}

ctl() { "$BUILD/andonctl" --run "$dir/run" "$@"; }
status_is() { ctl status --json | grep -qE "$1"; }

start_broker
url="mqtt://127.0.0.1:$port"
mkdir "$dir/here"
{
    echo "# The demo's own layer: where its broker listens; nobody takes a break; what is to be made."
    printf '[broker plant]\nurl = %s\n' "$url"
    # Soon enough that a newcomer sees a stop ask for its reason.
    printf '[station]\nsmall_stop = %s\n' "$([ $check = 1 ] && echo '2 s' || echo '15 s')"
    printf '[shift %s]\nbreaks =\n' early late night
    printf '[product cover]\ntitle = Cover\nideal_cycle = 4 s\n'
    printf '[changeover %s]\ntarget = 12 min\n' any
    printf '[job 4711]\ntitle = Brackets for line 2\nproduct = bracket\nquantity = 400\n'
    printf '[job 4712]\ntitle = Covers\nproduct = cover\nquantity = 250\n'
    # The check is the same at any hour: a zone in which it is ten o'clock, far from each shift's edge.
    ahead=$((10 - 10#$(date -u +%H)))
    [ $ahead -lt -12 ] && ahead=$((ahead + 24))
    [ $check = 1 ] && printf '[site]\ntimezone = Etc/GMT%+d\n' $((-ahead))
} >"$dir/here/demo.ini"
config=(--config layouts/stations/press --config "$dir/here")

mkfifo "$dir/control"
exec 9<>"$dir/control"
# The daemon first: what the press says before somebody listens is kept by the broker, and nobody knows how old it is.
"$BUILD/andond" "${config[@]}" --run "$dir/run" --data "$dir/data" --foreground 2>"$dir/andond.log" &
daemon=$!
until_ok 'the daemon listens' sh -c "'$BUILD/andonctl' --run '$dir/run' status | grep -q '^broker  *up'"
"$BUILD/andon-sim" --broker "$url" --seed "${SEED:-7}" --speed "${SPEED:-1}" --control <&9 2>"$dir/sim.log" &
sim=$!
# A model watches the bearing, which will not last the demo.
[ "$check" = 0 ] && printf 'model on\nfail bearing in 20 min\n' >&9
until_ok 'a live state arrives' status_is '"state":"(running|stopped|starved|blocked|idle|changeover)"'

if [ "$check" = 0 ]; then
    if [ -n "${NOTIFY:-}" ]; then
        "$BUILD/andon-notify" --socket "$dir/run/andond.sock" --role "$NOTIFY" --stop-after '30 s' 2>"$dir/notify.log" &
        notify=$!
    fi
    "$BUILD/andon-console" "${config[@]}" --run "$dir/run" --data "$dir/data"
    exit $?
fi

n=0
ok() { n=$((n + 1)); echo "ok $n - $1"; }
say() { echo "$*" >&9; }
screen_shows() { # TEXT [KEY]: the console on a pty of 80x24 draws it, when this key is pressed
    (read -rt 1.5 <> <(:); [ -n "${2:-}" ] && { printf '%s' "$2"; read -rt 0.7 <> <(:); printf '\033'; read -rt 0.2 <> <(:); }; printf q) | script -qec \
        "stty rows 24 cols 80; TERM=xterm-256color '$BUILD/andon-console' --run '$dir/run' --socket '$dir/run/andond.sock'" /dev/null |
        grep -aqiF "$1"
}
say run
until_ok 'running is the state' status_is '"state":"running"'
ok 'a message from the broker is the state: running'
until_ok 'parts are counted' status_is '"total":[1-9]'
ok 'parts are counted'
until_ok 'green is lit' grep -qE '^green .*set=1' "$dir/run/tower"
ok 'the green lamp is lit'
screen_shows RUNNING || die 'the screen does not say RUNNING'
ok 'the screen says RUNNING'
say stop E-217 die jam
until_ok 'stopped is the state' status_is '"state":"stopped"'
ok 'a fault stops it'
until_ok 'green is dark' grep -qE '^green .*set=0' "$dir/run/tower"
ok 'the green lamp is dark'
until_ok 'why names a rule' ctl why yellow
screen_shows STOPPED || die 'the screen does not say STOPPED'
ok 'the screen says STOPPED'
until_ok 'a long stop asks for its reason' status_is '"unexplained":1'
ctl reason material.missing >/dev/null || die 'the reason was not kept'
ctl stops --json | grep -q '"reason":"material.missing"' || die 'the reason is not in the stops'
screen_shows 'No material' || die 'the screen does not show the reason'
ok 'a reason is kept, and shown'
ctl scrap add --quantity 1 --reason surface >/dev/null || die 'the scrap was not kept'
status_is '"entered_scrap":1' || die 'the scrap is in no figure'
screen_shows 'Surface, scratch' r || die 'the screen does not show the scrap'
ok 'scrap is kept, and shown'
ctl job start 4711 >/dev/null || die 'no job was started'
screen_shows 'JOB 4711' j || die 'the screen does not show the job'
ok 'a job is started, and shown'
until_ok 'the run is on record' sh -c "'$BUILD/andonctl' --run '$dir/run' log --json | grep -q '\"interval\"'"
ok 'the run is on record'
say silence
stop "$broker"
broker=''
until_ok 'a lost broker is unknown' status_is '"state":"unknown"'
ok 'without the broker the state is unknown'
stop "$daemon"
daemon=''
"$BUILD/andonctl" verify --data "$dir/data" || die 'the record does not verify'
ok 'the record verifies'
echo "$n passed, 0 failed"
