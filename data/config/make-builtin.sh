#!/bin/sh
# A shipped file as C, line by line: the file in layouts/ is the only truth.
#   make-builtin.sh FILE HEADER NAME > builtin.c
set -eu
echo "/* Made by data/config/make-builtin.sh from $1. */"
echo "#include \"$2\""
echo
echo "const char *const $3[] = {"
sed -e 's/[\\"]/\\&/g' -e 's/^/    "/' -e 's/$/",/' "$1"
echo '    NULL};'
