#!/bin/sh
# compile_commands.json for clang-tidy, clangd and other readers of it: the Makefile's flags less what only gcc knows.
flags=$(printf '%s' "$1" | sed -E 's/-W(jump-misses-init|logical-op|duplicated-cond|duplicated-branches)//g; s/-D_FORTIFY_SOURCE=2//; s/-U_FORTIFY_SOURCE//; s/"/\\"/g')
printf '['
sep=
for f in $(git ls-files 'andon/*.c' 'console/*.c' 'data/*.c' 'tests/*.c'); do
    printf '%s\n{"directory":"%s","file":"%s","command":"%s -c %s"}' "$sep" "$PWD" "$f" "$flags" "$f"
    sep=,
done
printf '\n]\n'
