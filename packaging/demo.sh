#!/bin/bash
# The main job on one machine: a private broker, simulated presses, a daemon each with a virtual tower, the hub that
# takes their records, the console.
#   demo.sh          one press: opens its console; quit with q. Leaves no process, file or terminal mode behind.
#                    NOTIFY=maintenance: what that role is told is on the desktop, too.
#                    LINE=3: so many presses behind each other (up to 9), and the line board of the hub.
#                    STATIONS=2: so many presses, and one console that tends them all.
#   demo.sh --check  proves the same path without a terminal (demo-check.sh) and exits 0.
set -u
BUILD=${BUILD:-build}
here=$(dirname "${BASH_SOURCE[0]}")
check=0
[ "${1:-}" = --check ] && check=1
export LC_ALL=${LC_ALL:-C.UTF-8} PATH="$PATH:/usr/sbin"
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
line=${LINE:-${STATIONS:-}}
[ $check = 1 ] && line=${line:-3}
case $line in
'' | [1-9]) ;;
*)
    echo "demo: LINE=$line: give a number of presses, 1 to 9" >&2
    exit 2
    ;;
esac
stations=()
for i in $(seq 3 $((2 + ${line:-1}))); do stations+=("press$i"); done

dir=$(mktemp -d "${TMPDIR:-/tmp}/andon-demo.XXXXXX") || exit 1
mkdir "$dir/run" "$dir/data" "$dir/broker" "$dir/hub" "$dir/keys"
broker='' sim='' notify='' hub='' view='' story='' screen=''
declare -A daemon=()

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
    exec 9>&- 8>&- 2>/dev/null
    for p in "$story" "$screen" "$notify" ${daemon[@]+"${daemon[@]}"} "$sim" "$view" "$hub" "$broker"; do
        [ -n "$p" ] && kill "$p" 2>/dev/null # all at once, then one after the other
    done
    for p in "$story" "$screen" "$notify" ${daemon[@]+"${daemon[@]}"} "$sim" "$view" "$hub" "$broker"; do stop "$p"; done
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
        port=${port:-$((10000 + RANDOM % 22000))} # below those of clients
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
        port=''
    done
    die "no broker would start"
}

# ---- configuration: layers over the shipped press ----

plant_layer() {
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
        # The station's own detector beside the model: it learns for two minutes, then watches the same bearing.
        [ $check = 0 ] && printf '%s\n' '[prediction bearing-wear]' 'title = Main bearing, as the station sees it' \
            'action = Listen to the main bearing' '[predictor bearing-wear]' 'signals = vibration, oil_temp' \
            'limit = > 7.1' 'every = 2 s' 'learn = 2 min' 'settle = 5 s'
        # The check is the same at any hour: a zone in which it is ten o'clock, far from each shift's edge.
        ahead=$((10 - 10#$(date -u +%H)))
        [ $ahead -lt -12 ] && ahead=$((ahead + 24))
        [ $check = 1 ] && printf '[site]\ntimezone = Etc/GMT%+d\n' $((-ahead))
    } >"$dir/here/demo.ini"
}
# A sister press differs in its name, its title and its topics; each has a key of its own that the hub knows.
station_layer() { # NAME
    local key
    key=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s\n' "$key" >"$dir/keys/acme.monterrey.stamping.line1.$1.key"
    chmod 600 "$dir/keys/acme.monterrey.stamping.line1.$1.key"
    mkdir "$dir/$1"
    {
        printf '[station]\nname = %s\ntitle = Press %s\ntopic_root = factory/line1/%s\n' "$1" "${1#press}" "$1"
        printf '[upstream]\nenabled = yes\nkey_file = %s/keys/acme.monterrey.stamping.line1.%s.key\ncommands = supervisor\n' "$dir" "$1"
        printf '[sparkplug]\ngroup = line1\n' # SCADA finds it: mosquitto_sub -p PORT -t spBv1.0/#
    } >"$dir/$1/station.ini"
}
view_conf() {
    printf '[site]\ntimezone = America/Monterrey\n\n[line acme/monterrey/stamping/line1]\n'
    printf 'constraint = %s\nlast = %s\n' "${stations[$((${#stations[@]} / 2))]}" "${stations[-1]}"
}

# ---- programs ----

run_of() { echo "$dir/run/$1"; }
start_daemon() { # STATION
    "$BUILD/andond" --config layouts/stations/press --config "$dir/here" --config "$dir/$1" --run "$(run_of "$1")" \
        --data "$dir/data/$1" --foreground 2>>"$dir/$1.log" &
    daemon[$1]=$!
}
start_hub() {
    "$BUILD/andon-hub" --broker "$url" --database "sqlite:$dir/hub/hub.db" --keys "$dir/keys" --id demo 2>>"$dir/hub.log" &
    hub=$!
}
start_view() {
    view_conf >"$dir/view.ini"
    "$BUILD/andon-hub" --view --broker "$url" --run "$dir/hub" --config "$dir/view.ini" --keys "$dir/keys" \
        --database "sqlite:$dir/hub/hub.db" \
        --id demo-view 2>>"$dir/view.log" &
    view=$!
}
ctl_of() { # STATION COMMAND…
    local run
    run=$(run_of "$1")
    shift
    "$BUILD/andonctl" --run "$run" "$@"
}
station_is() { ctl_of "$1" status --json | grep -qE "$2"; }
hears() { ctl_of "$1" status | grep -q '^broker  *up'; }
say() { echo "$*" >&9; }

start_broker
url="mqtt://127.0.0.1:$port"
plant_layer
start_hub
[ -n "$line" ] && [ -z "${STATIONS:-}" ] && start_view
# The daemons first: what a press says before somebody listens is kept by the broker, and nobody knows how old it is.
for s in "${stations[@]}"; do
    mkdir "$dir/run/$s" "$dir/data/$s"
    station_layer "$s"
    start_daemon "$s"
done
for s in "${stations[@]}"; do until_ok "the daemon of $s listens" hears "$s"; done
mkfifo "$dir/control"
exec 9<>"$dir/control"
"$BUILD/andon-sim" --broker "$url" --seed "${SEED:-7}" --speed "${SPEED:-1}" --stations "${#stations[@]}" \
    --station "${stations[0]}" --control <&9 2>"$dir/sim.log" &
sim=$!
# A model watches the bearing, which will not last the demo.
[ "$check" = 0 ] && printf '%s\n' "${stations[0]} model on" "${stations[0]} fail bearing in 20 min" >&9
for s in "${stations[@]}"; do
    until_ok "a live state of $s arrives" station_is "$s" '"state":"(running|stopped|starved|blocked|idle|changeover)"'
done

if [ "$check" = 1 ]; then
    . "$here/demo-check.sh"
    exit 0
fi
if [ -n "${NOTIFY:-}" ]; then
    "$BUILD/andon-notify" --socket "$dir/run/${stations[0]}/andond.sock" --role "$NOTIFY" --stop-after '30 s' 2>"$dir/notify.log" &
    notify=$!
fi
if [ -z "$line" ]; then
    s=${stations[0]}
    "$BUILD/andon-console" --config layouts/stations/press --config "$dir/here" --config "$dir/$s" --run "$dir/run/$s" \
        --data "$dir/data/$s"
    exit $?
fi

# What a line has to tell within a minute: a die jams in the middle and nobody says why, so the press before it fills
# up and the one behind it runs dry; the last one calls for material; after three minutes the jam is cleared.
tell_story() {
    local middle=${stations[$((${#stations[@]} / 2))]} last=${stations[-1]}
    trap - EXIT
    read -rt 4 <> <(:) || :
    say "$middle stop E-217 die jam"
    read -rt 8 <> <(:) || :
    ctl_of "$last" call raise material >/dev/null 2>&1
    read -rt 170 <> <(:) || :
    say "$middle auto"
}
tell_story &
story=$!
if [ -n "${STATIONS:-}" ]; then
    sockets=()
    for s in "${stations[@]}"; do sockets+=(--socket "$dir/run/$s/andond.sock"); done
    "$BUILD/andon-console" "${sockets[@]}" --run "$dir/run/${stations[0]}"
    exit $?
fi
on_board() { "$BUILD/andonctl" --socket "$dir/hub/andon-hub.sock" lines --json | grep -q "/$1\""; }
for s in "${stations[@]}"; do until_ok "$s is on the board" on_board "$s"; done
"$BUILD/andon-console" --socket "$dir/hub/andon-hub.sock"
exit $?
