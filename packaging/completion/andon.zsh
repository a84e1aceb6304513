#compdef @PROGRAM@
# SPDX-License-Identifier: MIT
# zsh: as andon.bash beside it, with the help of each word. Installed once for each program.
local line word help
local -a found typed=("${(@Q)words[2,CURRENT]}")
if [[ $typed[-1] == --*=* ]]; then # --name=value is two words to the program
    typed[-1]=("${typed[-1]%%=*}" "${typed[-1]#*=}")
    compset -P 1 '*='
fi
for line in "${(@f)$("$words[1]" --complete "${(@)typed}" 2>/dev/null)}"; do
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
