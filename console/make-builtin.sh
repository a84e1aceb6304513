#!/bin/sh
# Writes the C source that holds the given screen files: the shipped INI is the only truth.
#   make-builtin.sh layouts/screens/*.ini > builtin_layouts.c
set -eu
echo '/* Made by console/make-builtin.sh. */'
echo '#include "console/widgets/builtin.h"'
n=0
for file in "$@"; do
    printf '\nstatic const char text_%d[] = {\n' "$n"
    od -An -v -t d1 "$file" | sed -e 's/  *\(-*[0-9][0-9]*\)/\1,/g' -e 's/^/    /'
    echo '    0};'
    n=$((n + 1))
done
printf '\nconst struct builtin_layout builtin_layouts[] = {\n'
i=0
for file in "$@"; do
    name=$(basename "$file" .ini)
    printf '    {.name = "%s", .text = text_%d, .length = sizeof text_%d - 1},\n' "$name" "$i" "$i"
    i=$((i + 1))
done
printf '};\n'
printf 'const size_t builtin_layout_count = %d;\n' "$n"
