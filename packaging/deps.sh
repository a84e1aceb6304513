#!/bin/sh
# The Debian packages that building, testing and the demo need, each with its user.
#   deps.sh               install them all
#   deps.sh --if-missing  install only when one is missing (fast when all is there)
#   deps.sh --demo        likewise, only what building and the demo need
set -eu
offline=$(dirname "$0")/offline.sh
BUILD="gcc make pkg-config gettext libc6-dev libcrypt-dev
    libncurses-dev
    libpaho-mqtt-dev libssl-dev
    libsqlite3-dev
    libuv1-dev
    libjansson-dev
    libinih-dev
    libqrencode-dev libzint-dev
    libgpiod-dev
    libmodbus-dev
    libseccomp-dev
    nettle-dev libpq-dev libcurl4-openssl-dev
    libprotobuf-c-dev protobuf-c-compiler zlib1g-dev
    libnotify-dev"
MANUAL="cmark-gfm mandoc python3"
RUN="mosquitto"
TEST="postgresql-15 libcmocka-dev libvterm-dev mosquitto-clients ncurses-term tzdata lcov procps sqlite3 python3
    zbar-tools librsvg2-bin python3-paho-mqtt
    python3-pymodbus python3-serial-asyncio socat
    dbus-daemon python3-dbusmock dunst xvfb
    zsh"
# An ssh server is nothing to put on somebody's machine unasked; its test is skipped without.
SSHD="openssh-server openssh-client"
# A browser is large; the test of the report's page in one is skipped without.
BROWSER="chromium poppler-utils"
[ "${ANDON_SSHD:-}" != 1 ] || TEST="$TEST $SSHD"
[ "${ANDON_CHROMIUM:-}" != 1 ] || TEST="$TEST $BROWSER"
CARE="clang libclang-rt-14-dev clang-format clang-tidy cppcheck git mandoc universal-ctags"
ALL="$BUILD $MANUAL $RUN $TEST $CARE"

missing=
for p in $ALL; do
    dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null | grep -qx installed || missing="$missing $p"
done
# Clients of others come by npm. Where its commands are of another origin Debian's packages would not go beside them.
[ "${1:-}" = --demo ] || { command -v node && command -v npm; } >/dev/null 2>&1 || missing="$missing nodejs npm"
if [ -z "$missing" ]; then
    [ -n "${1:-}" ] || echo "deps: all packages are installed"
    exit 0
fi
echo "deps: installing$missing"
if [ "$(id -u)" != 0 ]; then
    echo "deps: needs root: sudo apt-get install -y --no-install-recommends$missing" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# A broker or an sshd of the system's own is not wanted: tests and the demo start private ones.
if { ! command -v mosquitto || ! command -v sshd; } >/dev/null 2>&1 && [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
"$offline" || exit 1
for p in $missing; do
    case " $SSHD $BROWSER " in *" $p "*) ;; *) exit 1 ;; esac
done
echo "deps: this machine has no name server; without$missing their tests are skipped, and counted as such"
