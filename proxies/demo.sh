# What the demonstrations of all proxies share; each sources it. Its own arguments:
#
#   proxies/NAME/demo MODULE SAMPLES [PORT]
#
# MODULE: what was built; SAMPLES: a folder of responses; PORT: 8080 by default. Sourcing it sets
# module, samples, port, and folder: an empty one of this run, which every user can enter. Then the
# demonstration writes its configuration there, with the locations /observe/, /abort/ and /hold/ in
# front of the upstream, /status and /metrics, and a line for each request in $folder/log: path,
# status, verdict and more. It ends with demo_run.
# shellcheck shell=sh

demo_fail() {
    echo "$name does not start; the reason is above. To use another port: scripts/try $name PORT" >&2
    exit 2
}

# What runs beside the proxy until the end: COMMAND...
demo_beside() {
    "$@" &
    processes="$processes $!"
}

# Stops them in the other order; this shell's own status stays what it was.
demo_end() {
    status=$?
    trap '' INT TERM HUP
    # shellcheck disable=SC2086
    if [ -n "$processes" ]; then
        kill $processes 2>/dev/null || true
        wait $processes 2>/dev/null || true
    fi
    rm -rf "$folder"
    exit $status
}

# Starts the upstream. `demo_upstream socket`: on the Unix socket $folder/upstream. Where a proxy cannot use one,
# `demo_upstream port`: on a free loopback port, whose number is then in the file $folder/upstream.
demo_upstream() {
    address=$folder/upstream
    [ "$1" = socket ] || address=port:$folder/upstream
    demo_beside "$(dirname "$0")/../upstream" "$samples" "$address"
    origin=${processes##* }
    until [ -e "$folder/upstream" ]; do
        kill -0 "$origin" 2>/dev/null || exit 2
        sleep 0.05
    done
}

# Checks the configuration: COMMAND...
demo_check() {
    "$@" || demo_fail
}

demo_tell() {
    cat <<END
Requests to try (Ctrl-C stops $name):

    curl -i http://127.0.0.1:$port/hold/success.json               unchanged
    curl -i http://127.0.0.1:$port/hold/invalid-truncated.json     502 instead, with an envelope
    curl -i "http://127.0.0.1:$port/hold/invalid-truncated.json?gzip"  the same: the upstream sends the body encoded
    curl -i "http://127.0.0.1:$port/hold/success.json?cut=20"      the same: the upstream closes the connection after 20 bytes
    curl -i http://127.0.0.1:$port/abort/invalid-truncated.json    fails with a transfer error
    curl -i http://127.0.0.1:$port/observe/invalid-truncated.json  unchanged; the log line below shows the violation
    ls $samples

Status page:  http://127.0.0.1:$port/status      Prometheus:  http://127.0.0.1:$port/metrics

END
}

# Prints what to try, shows the log, and runs the proxy until it is interrupted: COMMAND... stays in
# the foreground.
demo_run() {
    demo_tell
    # The log goes through a file: /dev/stdout may belong to another user.
    [ -e "$folder/log" ] || : > "$folder/log"
    demo_beside tail -f "$folder/log"
    demo_beside "$@"
    wait "${processes##* }" || demo_fail
}

# The name for scripts/try, where it is not the folder's, is set before.
[ -n "${name-}" ] || name=$(basename "$(cd "$(dirname "$0")" && pwd)")
# shellcheck disable=SC2034
module=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
samples=$(cd "$2" && pwd)
port=${3:-8080}
processes=
python3 -c 'import socket, sys; socket.create_server(("127.0.0.1", int(sys.argv[1])))' "$port" 2>/dev/null || {
    echo "Port $port cannot be used: it is taken, or no number of a port. To use another: scripts/try $name PORT" >&2
    exit 2
}
folder=$(mktemp -d)
chmod 755 "$folder"
trap demo_end EXIT
trap 'exit 0' INT TERM HUP
