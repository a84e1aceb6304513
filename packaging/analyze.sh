#!/bin/bash
# analyze.sh BUILD COMPILER FLAGS…: gcc -fanalyzer over every source of the programs. Clean except for what stands in
# analyze.known, each with its reason; what stands there and is not found any more is told, too. Called by
# `make analyze`; it takes three minutes of a processor, so it is not part of lint.
set -u
out=$1/analyze
shift
rm -rf "$out" && mkdir -p "$out" || exit 1
git ls-files -z 'andon/*.c' 'console/*.c' 'data/*.c' |
    OUT=$out LC_ALL=C xargs -0 -P "$(nproc)" -n 1 bash -c 'source=${*: -1}
"$@" >"$OUT/${source//\//-}.txt" 2>&1 || echo "$source: does not compile" >>"$OUT/failed"' bash \
        "$@" -fanalyzer -fdiagnostics-path-format=none -S -o /dev/null
cat "$out"/failed 2>/dev/null && exit 1
# "FILE FUNCTION WARNING", each once
cat "$out"/*.txt | awk '/: In function/ { gsub(/.*In function .|.:$/, ""); f = $0 }
    /\[-Wanalyzer-/ { split($0, at, ":"); w = $0; sub(/.*\[-Wanalyzer-/, "", w); sub(/\].*/, "", w); print at[1], f, w }' |
    sort -u >"$out/found"
grep -v '^#' packaging/analyze.known | cut -d' ' -f1-3 | sort -u >"$out/known"
comm -23 "$out/found" "$out/known" | sed 's/^/analyze: new: /' | tee "$out/new"
comm -13 "$out/found" "$out/known" | sed 's/^/analyze: not found any more, delete it from packaging\/analyze.known: /' | tee "$out/gone"
[ -s "$out/new" ] && grep -h 'Wanalyzer' "$out"/*.txt
[ ! -s "$out/new" ] && [ ! -s "$out/gone" ] && echo "analyze: clean, $(wc -l <"$out/known") known to be wrong"
