#!/bin/sh
# coverage.sh BUILD PERCENT FOLDER…: lines of each folder that the unit tests reached; fails under PERCENT.
set -eu
build=$1 least=$2
shift 2
info=$build/coverage.info
# shellcheck disable=SC2046 # several arguments
lcov --quiet --capture $(printf -- "--directory $build/%s " "$@") --output-file "$info" 2>/dev/null
fail=0
for folder in "$@"; do
    lcov --quiet --extract "$info" "*/$folder/*" --output-file "$build/part.info" 2>/dev/null
    awk -v folder="$folder" -v least="$least" -F'[:,]' '
        /^SF:/{f=$2; sub(".*/" folder "/", "", f)}
        /^DA:/{n++; fn[f]++; if($3>0){h++; fh[f]++}}
        END{for(f in fn) printf "  %-24s %5.1f %%  %d of %d\n", f, 100*fh[f]/fn[f], fh[f], fn[f] | "sort"
            close("sort"); p=n?100*h/n:0; printf "%s: %.1f %% of %d lines\n", folder, p, n; exit p<least}' "$build/part.info" || fail=1
done
exit $fail
