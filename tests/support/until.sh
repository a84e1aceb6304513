# Sourced by tests in bash: waiting for what is to come. A condition that held once is not asked again, for it may pass.
# The test has `result STATUS NAME`; UNTIL_S: for how long (30 s).
pause() { read -rt 0.05 <> <(:) || :; }
until_so() { # NAME COMMAND…: tried until it succeeds
    local name=$1 end=$((SECONDS + ${UNTIL_S:-30}))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || {
            result 1 "$name"
            return
        }
        pause
    done
    result 0 "$name"
}
# In the background: a listener that writes each line at once, between lines of its own.
said_at_once() { exec stdbuf -oL mosquitto_sub -d "$@"; }
# What is said before a listener's subscription is taken is lost to it, and on a slow machine that is late.
listens() { # FILE, which said_at_once writes
    local end=$((SECONDS + ${UNTIL_S:-30}))
    until grep -q '^Subscribed' "$1" || [ $SECONDS -ge $end ]; do pause; done
}
