#!/bin/sh
# Prints the template of every catalogue: what console/ marks with _(), N_(), C_(), NC_() and words_n(), the titles of the
# shipped screens, and every sentence that a station's daemon composes (context "heard": data/words/heard.h).
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
find console data/words -name '*.c' -o -name '*.h' | LC_ALL=C sort >"$tmp/files"
xgettext --from-code=UTF-8 --language=C --output=- --files-from="$tmp/files" --directory=. --directory="$tmp" \
    --keyword --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=words_n:1,2 \
    --flag=_:1:pass-c-format --flag=N_:1:pass-c-format --flag=words_n:1:pass-c-format --flag=words_n:2:pass-c-format \
    --add-comments=Words: --add-location=file --width=100 --package-name=andon --copyright-holder='' layouts/screens.c layouts/protocol.c |
    sed '/^"POT-Creation-Date:/d; /^# SOME DESCRIPTIVE/,/^#, fuzzy/d; s/CHARSET/UTF-8/' >"$tmp/console.pot"
# All strings of two words and more: who adds a sentence need not think of this. Not those of what was kept, nor of the
# protocol, which no person meets.
{
    find andon/engine -name '*.c' | grep -vE 'saved|restore|recall|records?\.c|reload|hours\.c|/figures\.c|losses\.c'
    printf '%s\n' data/link/link.c data/link/probe.c data/link/reason.c data/link/session.c data/link/tls.c \
        data/store/writer.c andon/ctl/codes/items.c data/model/record_say.c data/model/line/row.c data/model/report/report_[tlpm]*.c data/model/report/report_roi.c \
        data/predict/guards.c data/predict/learn.c data/predict/predictor.c
} | LC_ALL=C sort >"$tmp/said"
# Those below are put together from pieces that say nothing alone.
cat >"$tmp/layouts/pieces.c" <<'END'
" by %s", " of %s", " (limit %s)", ", model %s", "%s %s started", "%s started", "; see andonctl %s",
"; did you mean %s? See andonctl %s", "%s %s: %s of %s good", "%s: %s scrap", "%s: %s rework", "%s: %s scrap of %s",
"%s: %s rework of %s", "connection refused by %s", "no answer from %s", "no route to %s", "no network to reach %s",
"connection closed by %s", "good %s", "scrap %s", "goes: %s", "comes: %s", "note: %s", "by %s", "told %s", "rule %s",
"released by %s", "after %s", "as %s", "model %s", "it was %s", "number %s", "reverses %s", "%s closed", "%s runs", "%s began",
"%s scrap", "%s rework", "acknowledged by %s", "shelved by %s", "out of service by %s", "small stop", "break", "back",
"forward", "%s to %s", "configuration %s", "Why it stopped", "Scrap and rework", "Calls", "Jobs", "Modes", "What I do", "Badges",
"Alerts", "Handover", "Handovers", "good parts", "good time", "planned time", "the largest loss", "jobs of the queue of %s", "jobs of the configuration", "good", "call %s", "silence", "part", "not explained", "small stops", "%s left", "not reached by %s", "because of %s", "before", "after", "ended", "over", "alert", "somebody", "not %s", "machine", "everybody", "latched",
"stops", "loss", "time", "parts", "lost", "since", "note", "money", "nothing", "breakdowns", "defects", "lower",
"higher", "constraint", "better", "worse", "cost", "coverage", "availability", "performance", "quality", "Goals",
"day", "week", "%s stop", "%s stops", "%s failure", "%s failures", "%s alert", "%s alerts", "run", "stop", "waiting",
"reason", "not planned", "machine states over time", "good parts and scrap, and OEE, of each",
"good parts (the number)", "scrap, on top of them", "below the time: OEE", "from planned time to good time",
"good time is not known: an ideal cycle is missing", "reasons by the time they took",
"%: of all lost time, summed up", "OEE of each shift of the week"
END
# What the shipped rules of the tower say of themselves is said before what happened.
sed -n 's/^text *= *\(.*[^ ]\) *$/, "\1"/p' layouts/rules-default.ini >>"$tmp/layouts/pieces.c"
pieces='^ *(by|of|started|See|left) *$|^ \(limit |^, model |^; see$|^(by|told|rule|after|as|model|it was|number|reverses|released by|goes:|comes:|note:|good|not) $|^ (off %s|a minute|by) *$|^connection refused by$|^no answer from$|^no route to$|^no network to reach$|^connection closed by$'
xgettext --extract-all --from-code=UTF-8 --language=C --output=- --files-from="$tmp/said" --directory=. --directory="$tmp" \
    --add-location=file --width=100 layouts/pieces.c 2>"$tmp/empty" | # which tells of every ""
    msggrep --location=layouts/pieces.c --msgid -E -e '[a-z]{2}.* |^ .*[a-z]{2}|[ ;,:].*[a-z]{2}' --width=100 - |
    msggrep --invert-match --msgid -E -e 'checkpoint|^job list$|^call types$|^two bits each|^[A-Z]: |^[A-Z]+: |out of memory|\\r|read back|none of ours|^%l+d (%%+|%s|d)$|^not reached by $|^because of $|^small stop: $|^ and in the -wal|an amount fits|a duration fits|^,.*to.*lld$|^%s.*from.*lld|^%s %s · %s to|^%02lld|^%lld h %02lld|^[A-HLM] [a-z]|^SIGN:|^talking to the broker$|^keeping records$' -e "$pieces" --width=100 - >"$tmp/heard"
awk '!head { if (/^msgid /) print "msgctxt \"heard\""; print } head && /^$/ { head = 0 } BEGIN { head = 1 }' "$tmp/heard" >"$tmp/heard.pot"
cat "$tmp/console.pot"
echo
cat "$tmp/heard.pot"
