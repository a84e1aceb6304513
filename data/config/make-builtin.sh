#!/bin/sh
# The shipped rules as C, line by line: the file in layouts/ is the only truth.
#   make-builtin.sh FILE > builtin.c
set -eu
echo "/* Made by data/config/make-builtin.sh from $1. */"
echo '#include "data/config/load.h"'
echo
echo 'const char *const config_default_rules[] = {'
sed -e 's/[\\"]/\\&/g' -e 's/^/    "/' -e 's/$/",/' "$1"
echo '    NULL};'
