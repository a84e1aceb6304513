# SPDX-License-Identifier: MIT
# bash: Tab completes commands, options and their values. The program itself says what there is (`PROGRAM --complete`),
# andonctl also what its station knows: reasons, calls, stops. Installed under each program's name.
_andon() {
    local i line words=() IFS=$'\n'
    for ((i = 1; i <= COMP_CWORD; i++)); do # bash splits --name=value in three
        [[ ${COMP_WORDS[i]} == = ]] || words+=("${COMP_WORDS[i]}")
    done
    [[ ${COMP_WORDS[COMP_CWORD]} != = ]] || words+=("")
    local begun=${words[${#words[@]} - 1]}
    COMPREPLY=()
    while read -r line; do
        case $line in
        :dir) compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -d -- "$begun")) ;;
        :file) compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$begun")) ;;
        *) COMPREPLY+=("${line%%$'\t'*}") ;;
        esac
    done < <("$1" --complete "${words[@]}" 2>/dev/null)
}
complete -F _andon andonctl andond andon-console andon-gateway andon-hub andon-notify andon-sim
