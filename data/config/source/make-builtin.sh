#!/bin/sh
# The shipped presets as C, line by line: the files in layouts/sources are the only truth.
#   make-builtin.sh layouts/sources/*.ini > builtin_sources.c
set -eu
echo '/* Made by data/config/source/make-builtin.sh. */'
echo '#include "data/config/source/fields.h"'
n=0
for file in "$@"; do
    printf '\nstatic const char *const file_%d[] = {\n' "$n"
    sed -e 's/[\\"]/\\&/g' -e 's/^/    "/' -e 's/$/",/' "$file"
    echo '    NULL};'
    n=$((n + 1))
done
printf '\nconst struct shipped_source config_shipped_sources[] = {\n'
i=0
for file in "$@"; do
    printf '    {"%s", file_%d},\n' "$(basename "$file" .ini)" "$i"
    i=$((i + 1))
done
echo '    {NULL, NULL}};'
