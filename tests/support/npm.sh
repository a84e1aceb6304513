#!/bin/bash
# Clients that nobody here wrote: the npm packages that tests drive the product with, put once into $BUILD/npm.
# Prints that directory. When they cannot be had it says why on stderr and fails, and so does the test: without them
# nothing proves that what we publish is understood by others. Exit 75: no registry can be reached from this machine
# (packaging/offline.sh); the test says that it was skipped.
set -u
B=${BUILD:-build}
packages="sparkplug-payload@1.0.3 sparkplug-client@3.2.4 node-red@4.1.15 aedes@0.51.3 mqtt@5.16.0 @influxdata/influxdb-client@1.35.0"
dir=$(realpath -m "$B/npm")
mkdir -p "$dir" || exit 1
exec 9>"$dir/lock"
flock 9
if [ "$(cat "$dir/installed" 2>/dev/null)" != "$packages" ]; then
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        echo "node and npm are missing: make deps installs them" >&2
        exit 1
    fi
    echo '{"private": true}' >"$dir/package.json"
    # The first try does not ask again, which takes minutes where nobody can answer.
    for try in 0 1 2; do
        # shellcheck disable=SC2086 # several packages
        npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --no-package-lock --loglevel=error --fetch-retries=$try \
            $packages >"$dir/log" 2>&1 && break
        offline=no
        packaging/offline.sh && offline=yes
        [ $try = 2 ] || [ $offline = yes ] || continue
        echo "npm cannot install $packages; nothing else needs them. It says:" >&2
        tail -5 "$dir/log" >&2
        [ $offline = no ] || exit 75
        exit 1
    done
    echo "$packages" >"$dir/installed"
fi
echo "$dir"
