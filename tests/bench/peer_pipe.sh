#!/bin/sh
# The job as a pipe: what the press says in, a row for each change of its state out.
#   peer_pipe.sh PORT ROOT DATABASE
# Each of the three ends with this shell, whatever ends that.
set -u
with() { setpriv --pdeathsig KILL "$@"; }
with mosquitto_sub -p "$1" -q 1 -t "$2/#" -F '%t\t%p' | with /usr/bin/python3 tests/bench/peer_pipe.py | with sqlite3 -bail "$3"
