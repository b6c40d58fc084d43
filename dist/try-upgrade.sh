#!/usr/bin/env bash
# Tries an upgrade and the way back, with data and traffic: try-upgrade.sh OLD NEW. OLD and NEW are launchers of two releases. One
# after the other: the old node on the new control plane, the new node on that, the new node on the old control plane, the old node
# on that. Then the other order: the new node on the old control plane first. After each step something is declared and has to be
# applied; a producer writes all the time, and in the end every record must be there once. Needs curl and kcat, and the usual ports:
# unshare --net, with its loopback up, gives it some of its own.
set -eu

. "$(dirname "$0")/trying.sh"
old=$(readlink -f "$1")
new=$(readlink -f "$2")
work=$(mktemp -d)
control_plane=
node=
others=

finish() {
    status=$?
    # shellcheck disable=SC2086 # several
    kill $control_plane $node $others 2>/dev/null || true
    wait 2>/dev/null || true
    [ "$status" -eq 0 ] || tail -n 15 "$work"/*.log >&2
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# control_plane_of LAUNCHER: in the place of the one that runs, on the same state.
control_plane_of() {
    stop "$control_plane"
    SIGNALBOX_STATE_DIR=$work/cp "$1" --as-built control-plane >>"$work/control-plane.log" 2>&1 </dev/null &
    control_plane=$!
    until_true "the control plane is ready" curl -sf http://127.0.0.1:8080/health/probes/readiness
}

node_of() {
    stop "$node"
    start_node "$1" "$work/node"
}

# step SAYING: something is declared, the node has it, and it can be used.
number=0
step() {
    until_true "the node has come back" applied
    number=$((number + 1))
    add_cluster "step-$number" >/dev/null
    port=$((19200 + number * 10))
    open_listener "step-$number" "step-$number" "$port"
    until_true "the node has applied what was declared" applied
    kcat -L -b "127.0.0.1:$port" -m 60 >/dev/null || fail "the new listener does not serve"
    kill -0 "$producer" || fail "the producer has given up"
    echo "  $1: applied, served, $(wc -l <"$work/written") records written so far"
}

"$new" --as-built kafka --brokers 1 >"$work/kafka.log" 2>&1 </dev/null &
others=$!
control_plane_of "$old"
until_true "the broker is ready" grep -q 'kafka is ready' "$work/kafka.log"
declare_gateway "$new"
node_of "$old"
produce
others="$others $producer"

step "old control plane, old node"
control_plane_of "$new"
step "new control plane, old node"
node_of "$new"
step "new control plane, new node"
control_plane_of "$old"
step "old control plane, new node"
node_of "$old"
step "old control plane, old node again"
node_of "$new"
step "old control plane, new node, which is the first to go"
control_plane_of "$new"
step "new control plane, new node"
node_of "$old"
step "new control plane, old node, which is the first to go back"
each_once
