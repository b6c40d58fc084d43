#!/usr/bin/env bash
# What a control plane's start takes, with its embedded PostgreSQL: control-plane-start.sh [ROUNDS] [JAVA_OPTS]...
# For each set of options (none: one empty set) and round a first start in a new state directory and a later one in the same; seconds
# from the launcher's start to the first readiness, processor seconds of Java, and of PostgreSQL's programs that it has waited for.
# The cache is used that is there: ./signalbox control-plane-cache makes it, -XX:AOTMode=off (Java 25) or -Xshare:off leaves it aside.
set -eu

root=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
rounds=${1:-3}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- ''
work=$(mktemp -d)
running=
trap '[ -z "$running" ] || { kill "$running" 2>/dev/null || true; wait "$running" || true; }; rm -rf "$work"' EXIT
ticks=$(getconf CLK_TCK)
port=18080

ready() {
    { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 1
    printf 'GET /health/probes/readiness HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
    read -r _ status _ <&3 || status=
    exec 3>&-
    [ "$status" = 200 ]
}

start() { # start WHICH STATE OPTIONS
    begun=$(date +%s%N)
    env JAVA_OPTS="$3" SIGNALBOX_STATE_DIR="$2" SIGNALBOX_BIND_ADDRESS=127.0.0.1 SIGNALBOX_HTTP_PORT=$port SIGNALBOX_GRPC_PORT=0 \
        "$root/signalbox" --as-built control-plane >>"$work/log" 2>&1 </dev/null &
    running=$!
    until ready; do
        kill -0 "$running" 2>/dev/null || { tail "$work/log" >&2; exit 1; }
        sleep 0.02
    done
    ended=$(date +%s%N)
    sed 's/.*) //' "/proc/$running/stat" | awk -v which="$1" -v options="$3" -v wall=$(((ended - begun) / 1000000)) -v ticks="$ticks" \
        '{ printf "%-6s wall %6.2f s  java %6.2f s  programs %5.2f s  %s\n", which, wall / 1000, ($12 + $13) / ticks, ($14 + $15) / ticks, options }'
    kill "$running"
    wait "$running" || true
    running=
}

for round in $(seq "$rounds"); do
    for options in "$@"; do
        start first "$work/state" "$options"
        start later "$work/state" "$options"
        rm -rf "$work/state"
    done
    echo "load $(cut -d ' ' -f 1 /proc/loadavg) after round $round"
done
