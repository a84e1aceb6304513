#!/bin/sh
# root.sh ROOT: a clean Debian 12 (debootstrap) into the empty folder ROOT. It is kept in build-root, beside the build
# folders; a week old is new enough for a test. Two of them at once make it once.
set -eu
PATH="$PATH:/usr/sbin:/sbin"
root=$1
mkdir -p build-root
kept=build-root/bookworm.tar
exec 9>build-root/lock
flock 9
mirror=$(awk '/^URIs:/ {print $2; exit} /^deb / {print $2; exit}' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null) || :
if ! [ -f "$kept" ] || [ -n "$(find "$kept" -mtime +7)" ]; then
    [ -n "$mirror" ] || { echo "no source of Debian's packages in /etc/apt: which one the clean Debian comes from is not known" >&2; exit 1; }
    command -v debootstrap >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        apt-get install -o DPkg::Lock::Timeout=300 -y -qq --no-install-recommends debootstrap >/dev/null; }
    debootstrap --variant=minbase --include=systemd-sysv,udev,kmod,mosquitto,mosquitto-clients,gpiod,sqlite3 \
        bookworm "$root" "$mirror"
    tar -C "$root" -cf "$kept.new" . && mv "$kept.new" "$kept"
else
    tar -C "$root" -xf "$kept"
fi
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || :
