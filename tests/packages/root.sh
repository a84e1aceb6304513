#!/bin/sh
# root.sh VM ROOT: a clean Debian 12 (debootstrap) into the empty folder ROOT. It is kept in VM, beside the kernel; a week
# old is new enough for a test.
set -eu
vm=$1 root=$2
kept=$vm/bookworm.tar
mirror=$(awk '/^URIs:/ {print $2; exit} /^deb / {print $2; exit}' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null) || :
if ! [ -f "$kept" ] || [ -n "$(find "$kept" -mtime +7)" ]; then
    debootstrap --variant=minbase --include=systemd-sysv,udev,kmod,mosquitto,mosquitto-clients,gpiod,sqlite3 \
        bookworm "$root" "${mirror:-http://deb.debian.org/debian}"
    tar -C "$root" -cf "$kept.new" . && mv "$kept.new" "$kept"
else
    tar -C "$root" -xf "$kept"
fi
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || :
