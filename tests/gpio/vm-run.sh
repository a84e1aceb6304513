#!/bin/sh
# vm-run.sh DIR PAYLOAD: boot the VM of vm-build.sh with the folder PAYLOAD (which has `run`) as /payload; what the
# guest prints goes to stdout. The guest reaches the host's loopback as 10.0.2.2. VM_KERNEL=kernel-image: its tty1 is a
# VGA text console, VM_MONITOR=unix:PATH,server,nowait: where one can ask for a screendump.
set -eu
dir=$1 payload=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/p"
cp -r "$payload" "$tmp/p/payload"
(cd "$tmp/p" && find payload | cpio -o -H newc --quiet) >"$tmp/payload.cpio"
kernel=${VM_KERNEL:-vmlinux}
# The guest's clock counts its instructions: on a busy machine it has less time, and is not late.
case $kernel in
vmlinux) screen='-nographic -icount shift=2,sleep=on' ;;
*) screen="-vga std -display none -serial stdio -monitor ${VM_MONITOR:-none}" ;;
esac
cat "$dir/base.cpio" "$tmp/payload.cpio" >"$tmp/initrd"
# shellcheck disable=SC2086 # several arguments
timeout -k 5 "${VM_SECONDS:-$((240 * ${TEST_TIMEOUT_MULTIPLIER:-1}))}" qemu-system-x86_64 -accel tcg -machine pc -cpu max -smp 1 -m 512 $screen -no-reboot \
    -kernel "$dir/$kernel" -initrd "$tmp/initrd" -append 'console=ttyS0 panic=-1 quiet mitigations=off tsc=reliable no_timer_check' \
    -netdev user,id=n0 -device virtio-net-pci,netdev=n0 </dev/null | sed -u 's/\r//g' # a line is kept as soon as it is said
