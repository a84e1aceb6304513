#compdef @PROGRAM@
# SPDX-License-Identifier: MIT
# zsh: as andon.bash beside it, with the help of each word. Installed once for each program.
local line word help
local -a found
for line in "${(@f)$("$words[1]" --complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
    '') ;;
    :dir) _files -/ ;;
    :file) _files ;;
    *)
        word=${line%%$'\t'*} help=${line##*$'\t'}
        found+=("${word//:/\\:}:$help")
        ;;
    esac
done
(( $#found == 0 )) || _describe -t words "$words[1]" found
