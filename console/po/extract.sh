#!/bin/sh
# Prints the template of every catalogue: what console/ marks with _(), N_(), C_(), NC_() and words_n(), and the titles
# of the shipped screens.
#   extract.sh > andon.pot
set -eu
cd "$(dirname "$0")/../.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/layouts"
sed -n 's/^\(title\|text\|label\) *= *\(.*[^ ]\) *$/\2/p' layouts/screens/*.ini | LC_ALL=C sort -u |
    sed 's/["\\]/\\&/g; s/.*/N_("&");/' >"$tmp/layouts/screens.c"
find console -name '*.c' -o -name '*.h' | LC_ALL=C sort >"$tmp/files"
xgettext --from-code=UTF-8 --language=C --output=- --files-from="$tmp/files" --directory=. --directory="$tmp" \
    --keyword --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=words_n:1,2 \
    --flag=_:1:pass-c-format --flag=N_:1:pass-c-format --flag=words_n:1:pass-c-format --flag=words_n:2:pass-c-format \
    --add-comments=Words: --add-location=file --width=100 --package-name=andon --copyright-holder='' layouts/screens.c |
    sed '/^"POT-Creation-Date:/d; /^# SOME DESCRIPTIVE/,/^#, fuzzy/d; s/CHARSET/UTF-8/'
