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
{
    # words of the protocol that are shown, with a context of their own
    sed -nE 's/^ *X\((MS|MODE|Q|ROLE|LAMP|PERSON|JOB|REC|CALL|ORDER|VERDICT|PRIO|WAY|LINE|CHECK|ACT)_[A-Z_]*, ("[^"]*").*/\2/p' \
        data/model/words.h data/model/andon/*.h data/model/sync/way.h data/model/line/row.h console/announce/announce.h
    grep -oE "\{'[A-Z]', (\"[^\"]*\")" data/model/andon/lifecycle.c | sed 's/^[^"]*//'
} | grep -v '^""$' | LC_ALL=C sort -u | sed 's/.*/NC_("word", &);/' >"$tmp/layouts/protocol.c"
find console -name '*.c' -o -name '*.h' | LC_ALL=C sort >"$tmp/files"
xgettext --from-code=UTF-8 --language=C --output=- --files-from="$tmp/files" --directory=. --directory="$tmp" \
    --keyword --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=words_n:1,2 \
    --flag=_:1:pass-c-format --flag=N_:1:pass-c-format --flag=words_n:1:pass-c-format --flag=words_n:2:pass-c-format \
    --add-comments=Words: --add-location=file --width=100 --package-name=andon --copyright-holder='' layouts/screens.c layouts/protocol.c |
    sed '/^"POT-Creation-Date:/d; /^# SOME DESCRIPTIVE/,/^#, fuzzy/d; s/CHARSET/UTF-8/'
