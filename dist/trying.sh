# What the scripts that try things out have in common. Read by those beside it, which have set work, and gateway once there is one.
# shellcheck shell=bash

fail() {
    echo "$(basename "$0" .sh): $1" >&2
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

# api METHOD PATH [BODY]: below the gateways.
api() {
    curl -sS --fail-with-body -X "$1" "http://127.0.0.1:8080/v1/event-gateways$2" \
        -H "Authorization: Bearer $(cat "$work/cp/admin-token")" -H 'Content-Type: application/json' ${3:+-d "$3"}
}

id_of() { tr '{,' '[\n*]' | sed -n 's/^ *"id" *: *"\([^"]*\)".*/\1/p' | head -n 1; }

# open_listener NAME VIRTUAL-CLUSTER PORT: for bootstrapping at this port, and for one broker at the next.
open_listener() {
    listener=$(api POST "/$gateway/listeners" "{\"name\": \"$1\", \"addresses\": [\"127.0.0.1\"], \"ports\": [\"$3-$(($3 + 1))\"]}" | id_of)
    api POST "/$gateway/listeners/$listener/policies" "{\"type\": \"forward_to_virtual_cluster\", \"name\": \"forward\",
        \"config\": {\"type\": \"port_mapping\", \"destination\": {\"name\": \"$2\"}, \"advertised_host\": \"localhost\"}}" >/dev/null
}

# add_cluster NAME: a virtual cluster on what is declared as "brokers", whose id is printed.
add_cluster() {
    api POST "/$gateway/virtual-clusters" "{\"name\": \"$1\", \"dns_label\": \"$1\", \"destination\": {\"name\": \"brokers\"},
        \"authentication\": [{\"type\": \"anonymous\"}], \"acl_mode\": \"passthrough\"}" | id_of
}

# declare_gateway LAUNCHER: with a backend cluster, a virtual cluster "orders" (whose id is in orders), its listener, and a node's identity.
declare_gateway() {
    gateway=$(api POST "" '{"name": "tried"}' | id_of)
    "$1" --as-built node-identity node-1 --out "$work/identity" >/dev/null
    api POST "/$gateway/data-plane-certificates" "$(cat "$work/identity/registration.json")" >/dev/null
    api POST "/$gateway/backend-clusters" '{"name": "brokers", "bootstrap_servers": ["127.0.0.1:9092"],
        "authentication": {"type": "anonymous"}, "tls": {"enabled": false}}' >/dev/null
    orders=$(add_cluster orders)
    open_listener local orders 19092
}

applied() {
    rollout=$(api GET "/$gateway/rollout?timeout=30s" | tr -d ' \n')
    case $rollout in
        *'"state":"applied"'*'"id"'* | *'"id"'*'"state":"applied"'*) return 0 ;;
        *) return 1 ;;
    esac
}

# stop PID: which may be none, and waits for its end.
stop() {
    [ -z "$1" ] || { kill "$1" && wait "$1" || true; }
}

# start_node LAUNCHER STATE: sets node.
start_node() {
    SIGNALBOX_CONTROL_PLANE=127.0.0.1:9465 SIGNALBOX_CONTROL_PLANE_CA=$work/cp/ca.crt SIGNALBOX_GATEWAY_ID=$gateway \
        SIGNALBOX_CLIENT_CERT_PATH=$work/identity/node.crt SIGNALBOX_CLIENT_KEY_PATH=$work/identity/node.key \
        SIGNALBOX_STATE_DIR=$2 "$1" --as-built data-plane >>"$work/node.log" 2>&1 </dev/null &
    node=$!
    until_true "the node is ready" curl -sf http://127.0.0.1:8081/health/probes/readiness
}

# produce: one record after the other through the node, until the file "stop" is there; each is in the file "written", too. Sets
# producer: a pipe, so that the producer's own death is noticed.
produce() {
    rm -f "$work/stop"
    : >>"$work/written"
    (
        i=$(wc -l <"$work/written")
        while [ ! -e "$work/stop" ]; do
            i=$((i + 1))
            echo "$i"
            echo "$i" >>"$work/written"
            sleep 0.02
        done
    ) | kcat -E -P -b 127.0.0.1:19092 -t traffic -X enable.idempotence=true -X message.timeout.ms=280000 >"$work/producer.log" 2>&1 &
    producer=$!
}

# each_once: stops the producer; every record that it wrote must be there, once.
each_once() {
    touch "$work/stop"
    wait "$producer" || fail "the producer has not got rid of every record"
    kcat -C -b 127.0.0.1:19092 -t traffic -o beginning -e -q | sort -n >"$work/read"
    cmp "$work/read" "$work/written" || fail "records are lost or repeated"
    echo "  every one of $(wc -l <"$work/read") records was there, once"
}
