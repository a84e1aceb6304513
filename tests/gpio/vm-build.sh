#!/bin/sh
# vm-build.sh DIR: a small VM whose kernel has real GPIO character devices (gpio-sim). Made once, kept in DIR.
# It is kept for other clones, too, in ~/.cache/andon-vm, one at a time, and made anew for another kernel or when
# what it is made by changes.
# Debian's stock kernel has CONFIG_GPIO_SIM off, so the module is built out of tree from Debian's own kernel
# source, at test time (it is GPL and not ours to ship).
set -eu
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
[ -f "$dir/ready" ] && [ "$dir/ready" -nt "$here/vm-build.sh" ] && exit 0
rm -rf "$dir"
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
mkdir -p "$dir/mod" "$dir/root/bin" "$dir/root/mod" "$dir/root/proc" "$dir/root/sys" "$dir/root/dev" "$dir/root/tmp"

fail() { echo "test-gpio: $*" >&2; exit 1; }
need=
for p in qemu-system-x86 busybox-static gpiod cpio kmod xz-utils linux-source-6.1; do
    dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null | grep -qx installed || need="$need $p"
done
headers() { apt-cache depends linux-headers-amd64 2>/dev/null | awk '/Depends: linux-headers-/{sub("linux-headers-","",$2); print $2; exit}'; }
kver=$(headers)
if [ -z "$kver" ]; then
    apt-get update -qq || fail "apt cannot read its package lists, from which the VM's kernel comes"
    kver=$(headers)
fi
[ -n "$kver" ] || fail "apt knows no linux-headers-amd64: the VM needs Debian 12's own kernel (6.1)"
case $kver in 6.1.*) ;; *) fail "apt offers kernel $kver, but gpio-sim is built from linux-source-6.1: this needs Debian 12" ;; esac
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/andon-vm
kept=$cache/$kver-$(cat "$0" "$here/guest-init" | sha256sum | cut -c1-16).tar
[ -d "/usr/src/linux-headers-$kver" ] || need="$need linux-headers-$kver"
if [ -n "$need" ]; then
    [ "$(id -u)" = 0 ] || fail "needs root, once: apt-get install --no-install-recommends$need"
    apt-get update -qq || fail "apt cannot read its package lists; missing:$need"
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -o DPkg::Lock::Timeout=300 -y -qq --no-install-recommends $need >/dev/null ||
        fail "apt cannot install$need"
fi
if tar -xf "$kept" -C "$dir" 2>/dev/null; then
    touch "$dir/ready"
    exit 0
fi
source=$(dpkg-query -W -f '${Version}' linux-source-6.1)
built=$(dpkg-query -W -f '${Version}' "linux-headers-$kver")
[ "$source" = "$built" ] ||
    fail "linux-source-6.1 is $source and linux-headers-$kver $built: they must be of one version (apt-get update; apt-get install linux-source-6.1 linux-headers-$kver)"

# The kernel image is unpacked, not installed.
(cd "$dir" && apt-get download -qq "linux-image-$kver" 2>/dev/null && dpkg -x linux-image-*.deb image && rm linux-image-*.deb) ||
    fail "apt cannot give linux-image-$kver: its version is gone from the mirror; apt-get update and upgrade linux-headers"
tar -xJf /usr/src/linux-source-6.1.tar.xz -C "$dir" --strip-components=1 --wildcards '*/drivers/gpio/gpio-sim.c' \
    '*/drivers/gpio/gpiolib.h' '*/kernel/irq/irq_sim.c' '*/scripts/extract-vmlinux'
sh "$dir/scripts/extract-vmlinux" "$dir/image/boot/vmlinuz-$kver" >"$dir/vmlinux"
# As it is packed, too: through the BIOS it has a VGA text console, which the faster entry of the bare one has not.
cp "$dir/image/boot/vmlinuz-$kver" "$dir/kernel-image"

cp "$dir/drivers/gpio/gpio-sim.c" "$dir/drivers/gpio/gpiolib.h" "$dir/kernel/irq/irq_sim.c" "$dir/mod/"
# irq_to_desc() is not exported to modules; this reaches the same.
sed -i 's/irq_to_desc(irqnum)/irq_data_to_desc(irq_get_irq_data(irqnum))/' "$dir/mod/irq_sim.c"
grep -q MODULE_LICENSE "$dir/mod/irq_sim.c" || printf '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n' >>"$dir/mod/irq_sim.c"
printf 'obj-m := irq_sim.o gpio-sim.o\n' >"$dir/mod/Makefile"
env -u MAKEFLAGS -u MAKELEVEL make -s -C "/usr/src/linux-headers-$kver" M="$dir/mod" modules >"$dir/mod/log" 2>&1 || { cat "$dir/mod/log"; fail "gpio-sim does not build against linux-headers-$kver"; }

modules="$dir/image/lib/modules/$kver/kernel"
for m in fs/configfs/configfs net/core/failover drivers/net/net_failover drivers/virtio/virtio drivers/virtio/virtio_ring \
    drivers/virtio/virtio_pci_legacy_dev drivers/virtio/virtio_pci_modern_dev drivers/virtio/virtio_pci drivers/net/virtio_net; do
    [ -f "$modules/$m.ko" ] && cp "$modules/$m.ko" "$dir/root/mod/"
done
cp "$dir/mod/irq_sim.ko" "$dir/mod/gpio-sim.ko" "$dir/root/mod/"
strip -g "$dir"/root/mod/*.ko
cp "$(command -v busybox)" "$dir/root/bin/busybox"
cp "$here/guest-init" "$dir/root/init"
chmod +x "$dir/root/init"
rm -rf "$dir/image" "$dir/drivers" "$dir/kernel" "$dir/scripts"
(cd "$dir/root" && find . | cpio -o -H newc --quiet) >"$dir/base.cpio"
mkdir -p "$cache"
rm -f "$cache"/*.tar
tar -cf "$kept.$$" -C "$dir" . && mv "$kept.$$" "$kept"
touch "$dir/ready"
