#!/bin/sh
# deb.sh BUILD VERSION: the Debian packages andon-station, andon-console and andon-hub into BUILD. Called by `make deb`.
# DEB_REVISION=N: a later package of the same version (an upgrade without new sources, as the tests make one).
set -eu
build=$(cd "$1" && pwd) version=$2-${DEB_REVISION:-1}
top=$(pwd)
command -v dh >/dev/null && command -v dpkg-buildpackage >/dev/null ||
    { echo "deb: needs debhelper and dpkg-dev: apt-get install debhelper dpkg-dev" >&2; exit 1; }
tree=$build/deb/andon
rm -rf "$build/deb"
mkdir -p "$tree"
for f in Makefile LICENSE README.md SECURITY.md andon console data layouts packaging tests; do
    ln -s "$top/$f" "$tree/$f"
done
cp -r packaging/debian "$tree/debian"
mkdir "$tree/debian/source"
echo '3.0 (native)' >"$tree/debian/source/format"
printf 'andon (%s) bookworm; urgency=medium\n\n  * See the history of the sources.\n\n -- The andon developers <andon@packages.invalid>  %s\n' \
    "$version" "$(date -R -u -d "@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}")" >"$tree/debian/changelog"
# What `make B=…` was told is for the folder at the top.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL
export B="$build" DEB_BUILD_OPTIONS="nocheck parallel=2 ${DEB_BUILD_OPTIONS:-}"
(cd "$tree" && dpkg-buildpackage -us -uc -b -d) >"$build/deb/log" 2>&1 || { tail -n 30 "$build/deb/log" >&2; exit 1; }
rm -f "$build"/andon-*.deb
mv "$build"/deb/*.deb "$build"/
rm -f "$build"/andon-*-dbgsym_*.deb
ls "$build"/andon-*.deb
