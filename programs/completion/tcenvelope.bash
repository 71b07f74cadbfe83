# bash completion for tcenvelope(1)

# The values of an option; nothing for an option with another value.
_tcenvelope_values() {
    case $1 in
        --framing) echo "auto single ndjson concatenated http har" ;;
        --engine) echo "auto yajl simd" ;;
        --report) [[ $2 == codes ]] && echo "text json" || echo "text json none" ;;
        --only) echo "success failure invalid" ;;
        --summary) echo "text json html" ;;
        --color) echo "auto always never" ;;
        --chunk) echo "1 512 4k 64k 1m" ;;
        --max-depth) echo "64 512 1024" ;;
        --max-bytes) echo "0 1m 64m 1g" ;;
        --size) echo "256m 1g 4g 16g" ;;
        --jobs) echo "1 $(getconf _NPROCESSORS_ONLN 2>/dev/null)" ;;
    esac
}

# The options of a command and of the subcommands of codes.
_tcenvelope_options() {
    case $1 in
        check)
            echo "--framing= --recursive --include= --files0-from= --records --engine= --chunk= --max-depth= --max-bytes= --codes=" \
                "--jobs= --report= --only= --explain --range= --plan= --shard= --out= --summary= --color= --fail-fast --exit-zero --verbose --quiet --help"
            ;;
        plan) echo "--output= --size= --framing= --records --recursive --include= --files0-from= --quiet --help" ;;
        merge) echo "--summary= --plan= --out= --reports --partial --exit-zero --help" ;;
        codes)
            case $2 in
                compile) echo "--output= --service= --classes= --quiet --help" ;;
                import) echo "--output= --help" ;;
                lookup | search) echo "--report= --codes= --service= --help" ;;
                diff) echo "--report= --help" ;;
                *) echo "--report= --codes= --help" ;;
            esac
            ;;
    esac
}

# The words other than options that are valid here.
_tcenvelope_words() {
    case $1:$2 in
        help:2) echo "check plan merge codes" ;;
        codes:2) echo "list lookup search diff compile import" ;;
        codes:*)
            [[ ${COMP_WORDS[2]} == lookup ]] || return 0
            "${COMP_WORDS[0]}" codes list 2>/dev/null | tail -n +2 | cut -d ' ' -f 1
            ;;
    esac
}

# Whether a file name is valid here.
_tcenvelope_is_file() {
    case $1 in
        --codes | --classes | --output | -o | --files0-from | --plan | --out) return 0 ;;
    esac
    [[ $2 == check || $2 == plan || $2 == merge || ($2 == codes && ($3 == compile || $3 == import || $3 == diff)) ]]
}

_tcenvelope() {
    local cur=${COMP_WORDS[COMP_CWORD]} option='' command=${COMP_WORDS[1]}
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "check plan merge codes help --version --help" -- "$cur")
        return
    fi
    # Bash splits words at "=": "--report=j" arrives as three words, "--report=" as two.
    if [[ $cur == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 1]}
        cur=
    elif [[ ${COMP_WORDS[COMP_CWORD - 1]} == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    else
        option=${COMP_WORDS[COMP_CWORD - 1]}
    fi
    local values
    values=$(_tcenvelope_values "$option" "$command")
    if [[ -n $values ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$values" -- "$cur")
    elif [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_tcenvelope_options "$command" "${COMP_WORDS[2]}")" -- "$cur")
        [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
    elif _tcenvelope_is_file "$option" "$command" "${COMP_WORDS[2]}"; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    else
        mapfile -t COMPREPLY < <(compgen -W "$(_tcenvelope_words "$command" "$COMP_CWORD")" -- "$cur")
    fi
}

complete -F _tcenvelope tcenvelope
