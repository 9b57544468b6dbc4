# What every sample's cmd may use. Sourced in front of it, in the shop's folder.

# The time that it is. Every file was written then.
now=2026-11-24T06:00:00Z
find . -type f -exec touch -d "$now" {} +

# at TIME: from here on it is TIME.
at() {
    now=$1
}

# drop FILE: writes the lines of stdin to a file, now. " | " stands for a tab.
drop() {
    mkdir -p "$(dirname "$1")"
    sed "s/ *| */$(printf '\t')/g" >"$1"
    touch -d "$now" "$1"
    rm -f "$STATE/last"
}

# run WORD...: calls feedmill; shows the call, what it prints and, where it is not 0, its exit status.
# In a test of mishaps the call goes wrong first, and is made again.
run() {
    echo "\$ feedmill${*:+ $*}"
    if [ -n "$MISHAP" ]; then
        env $MISHAP feedmill --now "$now" "$@"
        status=$?
        echo $status >>"$STATE/statuses"
        case $status in
        3 | 4 | 137)
            touch "$STATE/mishap"
            feedmill --now "$now" "$@"
            status=$?
            ;;
        esac
    else
        feedmill --now "$now" "$@"
        status=$?
    fi
    [ $status -eq 0 ] || echo "exit $status"
    case $1 in
    run) echo "$2 $now $status" >"$STATE/last" ;;
    adopt | retell) rm -f "$STATE/last" ;;
    esac
}
