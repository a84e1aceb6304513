#!/bin/bash
# The job in Node-RED from npm: what the press says in, a row for each change of its state out.
#   peer_node_red.sh                           fetch it, if it is not there; fails when it cannot be had
#   peer_node_red.sh PORT ROOT DATABASE DIR    run it; DIR, which is made, is its user directory
set -u
red=$(realpath -m "${BUILD:-build}/npm/node_modules/node-red/red.js")
if [ $# = 0 ]; then
    tests/support/npm.sh >/dev/null && [ -e "$red" ]
    exit
fi
mkdir -p "$4" || exit 1
cp tests/bench/peer_flow.json "$4/flow.json" || exit 1
export PEER_PORT=$1 PEER_FILTER="$2/#" PEER_DATABASE=$3
exec node "$red" --userDir "$4" --settings "$PWD/tests/bench/peer_settings.js" "$4/flow.json"
