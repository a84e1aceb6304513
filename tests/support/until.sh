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
