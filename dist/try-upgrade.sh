#!/usr/bin/env bash
# Tries an upgrade and the way back, with data and traffic: try-upgrade.sh OLD NEW. OLD and NEW are launchers of two releases. One
# after the other: the old node on the new control plane, the new node on that, the new node on the old control plane, the old node
# on that. After each step something is declared and has to be applied; a producer writes all the time, and in the end every record
# must be there once. Then a backup is restored. Needs curl and kcat.
set -eu

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

fail() {
    echo "try-upgrade: $1" >&2
    exit 1
}

# until_true WHAT COMMAND...: five minutes at most.
until_true() {
    what=$1
    shift
    begun=$(date +%s)
    until "$@" >/dev/null 2>&1; do
        [ $(($(date +%s) - begun)) -lt 300 ] || fail "not within five minutes: $what"
        sleep 0.3
    done
}

api() {
    curl -sS --fail-with-body -X "$1" "http://127.0.0.1:8080/v1/event-gateways$2" \
        -H "Authorization: Bearer $(cat "$work/cp/admin-token")" -H 'Content-Type: application/json' ${3:+-d "$3"}
}

id_of() { tr '{,' '[\n*]' | sed -n 's/^ *"id" *: *"\([^"]*\)".*/\1/p' | head -n 1; }

# control_plane_of LAUNCHER: in the place of the one that runs, on the same state.
control_plane_of() {
    [ -z "$control_plane" ] || { kill "$control_plane" && wait "$control_plane" || true; }
    SIGNALBOX_STATE_DIR=$work/cp "$1" --as-built control-plane >>"$work/control-plane.log" 2>&1 </dev/null &
    control_plane=$!
    until_true "the control plane is ready" curl -sf http://127.0.0.1:8080/health/probes/readiness
}

node_of() {
    [ -z "$node" ] || { kill "$node" && wait "$node" || true; }
    SIGNALBOX_CONTROL_PLANE=127.0.0.1:9465 SIGNALBOX_CONTROL_PLANE_CA=$work/cp/ca.crt SIGNALBOX_GATEWAY_ID=$gateway \
        SIGNALBOX_CLIENT_CERT_PATH=$work/identity/node.crt SIGNALBOX_CLIENT_KEY_PATH=$work/identity/node.key \
        SIGNALBOX_STATE_DIR=$work/node "$1" --as-built data-plane >>"$work/node.log" 2>&1 </dev/null &
    node=$!
    until_true "the node is ready" curl -sf http://127.0.0.1:8081/health/probes/readiness
}

applied() {
    rollout=$(api GET "/$gateway/rollout?timeout=30s" | tr -d ' \n')
    case $rollout in
        *'"state":"applied"'*'"id"'* | *'"id"'*'"state":"applied"'*) return 0 ;;
        *) return 1 ;;
    esac
}

# step SAYING: something is declared, the node has it, and it can be used.
number=0
step() {
    number=$((number + 1))
    api POST "/$gateway/virtual-clusters" "{\"name\": \"step-$number\", \"dns_label\": \"step-$number\", \"destination\": {\"name\": \"brokers\"},
        \"authentication\": [{\"type\": \"anonymous\"}], \"acl_mode\": \"passthrough\"}" >/dev/null
    port=$((19200 + number * 10))
    listener=$(api POST "/$gateway/listeners" \
        "{\"name\": \"step-$number\", \"addresses\": [\"127.0.0.1\"], \"ports\": [\"$port-$((port + 1))\"]}" | id_of)
    api POST "/$gateway/listeners/$listener/policies" "{\"type\": \"forward_to_virtual_cluster\", \"name\": \"forward\",
        \"config\": {\"type\": \"port_mapping\", \"destination\": {\"name\": \"step-$number\"}, \"advertised_host\": \"localhost\"}}" >/dev/null
    until_true "the node has applied what was declared" applied
    kcat -L -b "127.0.0.1:$port" -m 60 >/dev/null || fail "the new listener does not serve"
    [ -e "$work/stop" ] || kill -0 "$producer" || fail "the producer has given up"
    echo "  $1: applied, served, $(wc -l <"$work/written") records written so far"
}

"$new" --as-built kafka --brokers 1 >"$work/kafka.log" 2>&1 </dev/null &
others=$!
control_plane_of "$old"
until_true "the broker is ready" grep -q 'kafka is ready' "$work/kafka.log"
gateway=$(api POST "" '{"name": "tried"}' | id_of)
"$new" --as-built node-identity node-1 --out "$work/identity" >/dev/null
api POST "/$gateway/data-plane-certificates" "$(cat "$work/identity/registration.json")" >/dev/null
api POST "/$gateway/backend-clusters" '{"name": "brokers", "bootstrap_servers": ["127.0.0.1:9092"],
    "authentication": {"type": "anonymous"}, "tls": {"enabled": false}}' >/dev/null
api POST "/$gateway/virtual-clusters" '{"name": "orders", "dns_label": "orders", "destination": {"name": "brokers"},
    "authentication": [{"type": "anonymous"}], "acl_mode": "passthrough"}' >/dev/null
listener=$(api POST "/$gateway/listeners" '{"name": "local", "addresses": ["127.0.0.1"], "ports": ["19092-19093"]}' | id_of)
api POST "/$gateway/listeners/$listener/policies" '{"type": "forward_to_virtual_cluster", "name": "forward",
    "config": {"type": "port_mapping", "destination": {"name": "orders"}, "advertised_host": "localhost"}}' >/dev/null
node_of "$old"

# Until the file "stop" is there. A pipe, so that the producer's own death is noticed.
: >"$work/written"
(
    i=0
    while [ ! -e "$work/stop" ]; do
        i=$((i + 1))
        echo "$i"
        echo "$i" >>"$work/written"
        sleep 0.02
    done
) | kcat -E -P -b 127.0.0.1:19092 -t traffic -X enable.idempotence=true -X message.timeout.ms=280000 >"$work/producer.log" 2>&1 &
producer=$!
others="$others $producer"

step "old control plane, old node"
control_plane_of "$new"
until_true "the old node has come back" applied
step "new control plane, old node"
node_of "$new"
step "new control plane, new node"
control_plane_of "$old"
until_true "the new node has come back" applied
step "old control plane, new node"
node_of "$old"
step "old control plane, old node again"

touch "$work/stop"
wait "$producer" || fail "the producer has not got rid of every record"
kcat -C -b 127.0.0.1:19092 -t traffic -o beginning -e -q | sort -n >"$work/read"
cmp "$work/read" "$work/written" || fail "records are lost or repeated"
echo "  every one of $(wc -l <"$work/read") records was there, once"

# The drill of docs/backup.md, with the new control plane.
kill "$control_plane" && wait "$control_plane" || true
control_plane=
tar -C "$work/cp" -czf "$work/backup.tgz" .
control_plane_of "$new"
until_true "the node has come back" applied
step "after the backup"
kill "$control_plane" && wait "$control_plane" || true
control_plane=
mv "$work/cp" "$work/cp.broken"
mkdir -m 700 "$work/cp"
tar -C "$work/cp" -xzpf "$work/backup.tgz"
control_plane_of "$new"
until_true "the node has what the backup has" applied
api GET "/$gateway/changes" | grep -q foreign_version || fail "the change log does not tell of the lost version"
! (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null || fail "the node still serves what the backup does not have"
echo "  the backup is restored: the node serves what it has, and the change log has the version that was lost"
