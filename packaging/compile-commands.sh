#!/bin/sh
# compile_commands.json for clang-tidy, clangd and other readers of it: the Makefile's flags less what only gcc
# knows. An enum is unsigned to clang and int to gcc, so sign conversions are gcc's to judge.
flags=$(printf '%s' "$1" | sed -E 's/-W(jump-misses-init|logical-op|duplicated-cond|duplicated-branches)//g
    s/-[DU]_FORTIFY_SOURCE(=2)?//g; s/-DANDON_VERSION=[^ ]*//')
flags="$flags -Wno-sign-conversion"
version='-DANDON_VERSION=\\\"dev\\\"'
printf '['
sep=
for f in $(git ls-files 'andon/*.c' 'console/*.c' 'data/*.c' 'tests/*.c'); do
    printf '%s\n{"directory":"%s","file":"%s","command":"%s %s -c %s"}' "$sep" "$PWD" "$f" "$flags" "$version" "$f"
    sep=,
done
printf '\n]\n'
