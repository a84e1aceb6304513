#!/bin/sh
# Care: format, sizes, manual pages, clang-tidy, cppcheck, shell syntax. Every suppression stands in its file with its reason.
set -u
B=${1:-build}
fail=0
note() { echo "lint: $*"; fail=1; }

files=$(git ls-files '*.c' '*.h')
clang-format --dry-run -Werror $files 2>&1 | head -20 | grep . && note "not formatted: run make format"

# Orientation from the style guide: functions to 80 lines, sources to 700, headers to 350, folders to 25 files.
for f in $files; do
    n=$(wc -l <"$f")
    case $f in
    *.c) [ "$n" -le 700 ] || note "$f has $n lines (700)" ;;
    tests/*.h) ;;
    *.h) [ "$n" -le 350 ] || note "$f has $n lines (350)" ;;
    esac
    case $f in tests/*) limit=140 ;; *) limit=80 ;; esac
    awk -v f="$f" -v limit=$limit '/^[A-Za-z_].*\(/{name=$0} /^\{/{body=NR}
        /^\}/{if(body&&NR-body>limit){printf "lint: %s: %d lines (%d): %s\n",f,NR-body,limit,substr(name,1,60);bad=1} body=0}
        END{exit bad}' "$f" || fail=1
done
git ls-files | grep -E '\.[ch]$' | xargs -n1 dirname | sort | uniq -c | awk '$1>50{print "lint: more than 25 modules in " $2; bad=1} END{exit bad}' || fail=1

# The module map is the tree: each folder of sources has its row, and each row its folder.
for d in $(git ls-files 'andon/*.c' 'console/*.c' 'data/*.c' 'console/po/*.po' | xargs -n1 dirname | sort -u); do
    grep -qF -e "\`$d\`" -e "\`$d/\`" README.md || note "$d is not in README.md's map"
done
for d in $(grep -oE '`(andon|console|data|layouts|tests|packaging)/[a-z/]*`' README.md | tr -d '`' | sort -u); do
    [ -e "$d" ] || note "README.md's map has $d, which is not there"
done

for s in $(git ls-files '*.sh' '*.test' '.ci/run' 'tests/run' 'tests/*/run'); do
    case $(head -1 "$s") in *bash*) bash -n "$s" ;; *python*) ;; *) sh -n "$s" ;; esac || note "$s: syntax"
done
hit=$(git grep -nE 'TODO|FIXME|[^X]XXX[^X]|not implemented' -- '*.c' '*.h') && { echo "$hit"; note "unfinished by its own word"; }
hit=$(git grep -nE '(^|[^a-z_.])(sleep|usleep|nanosleep)[ (]' -- 'tests/*' ':!tests/bench/*') && { echo "$hit"; note "a sleep in a test"; }

# Manual pages: all that mandoc knows to be wrong. Not: lines of more than 80 characters, pages of others, a section's
# name that ends in a bracket, names of sections of our own; what it says on stderr of its own database.
hit=$(mandoc -Tlint -W style packaging/man/*.[1578] 2>/dev/null |
    grep -vE 'longer than 80|referenced manual not found|trailing delimiter: Ss |possible typo in section')
[ -z "$hit" ] || { echo "$hit"; note "manual pages"; }

sources=$(git ls-files 'andon/*.c' 'console/*.c' 'data/*.c')
echo "lint: cppcheck"
cppcheck --quiet --enable=warning,performance,portability --inline-suppr --error-exitcode=1 --std=c11 -j2 \
    --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches -D_GNU_SOURCE -DANDON_VERSION='""' \
    -I. $sources || fail=1
echo "lint: clang-tidy"
# as in the build: warnings of gcc's own are not clang's to know. LINT_NODES: how many states of a function the analyser
# looks at (225000); CI, which has half an hour for everything, goes less deep and takes a seventh of the time.
depth="--extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=max-nodes=${LINT_NODES:-225000}"
# shellcheck disable=SC2086 # several arguments
printf '%s\n' $sources | xargs -P2 -n6 clang-tidy --quiet -p . $depth 2>"$B/tidy.err" >"$B/tidy.out" || fail=1
grep -aE 'warning:|error:' "$B/tidy.out" | sort -u | head -60
[ "$fail" = 0 ] && echo "lint: clean"
exit $fail
