#!/usr/bin/env bash
# Tries the images without a container engine: try-image.sh CONTROL-PLANE NODE INSTALLATION. Unpacks their layers, and runs both as their
# user in a chroot whose root cannot be written to, with a /tmp in memory. A broker of the installation stands behind the node, and
# records in every compression pass a policy, for which the node unpacks native libraries. Needs root and kcat. Ports are those of a
# network namespace of its own.
set -eu

if [ "${4:-}" != inside ]; then
    exec unshare --net --mount --pid --fork --kill-child "$0" "$1" "$2" "$3" inside
fi
installation=$3
work=$(mktemp -d)
finish() {
    status=$?
    for pid in $(jobs -p); do
        kill "$pid" 2>/dev/null || true
    done
    wait
    for mounted in "$work"/*/root; do
        umount --recursive --lazy "$mounted" || true
    done
    rm -rf --one-file-system "$work"
    exit "$status"
}
trap finish EXIT
ip link set lo up
mount -t proc proc /proc

fail() {
    echo "try-image: $1" >&2
    tail -n 20 "$work"/*.log >&2 || true
    exit 1
}

# unpack FILE NAME: the root as an engine makes it of the layers.
unpack() {
    mkdir -p "$work/$2/layout" "$work/$2/root"
    tar -C "$work/$2/layout" -xzf "$1"
    for layer in $(sed 's/.*"Layers": \[\([^]]*\)\].*/\1/' "$work/$2/layout/manifest.json" | tr -d '",'); do
        tar -C "$work/$2/root" --same-owner -xpf "$work/$2/layout/$layer"
    done
    config=$work/$2/layout/$(sed 's/.*"Config": "\([^"]*\)".*/\1/' "$work/$2/layout/manifest.json")
    cp "$config" "$work/$2/config.json"
    rm -rf "$work/$2/layout"
    root=$work/$2/root
    mkdir -p "$work/$2/state" "$work/$2/identity"
    chown 65532:65532 "$work/$2/state" "$work/$2/identity"
    mount --bind "$root" "$root"
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=1777,size=64m tmpfs "$root/tmp"
    mount -t tmpfs -o mode=755,size=1m tmpfs "$root/dev"
    for device in null zero random urandom; do
        touch "$root/dev/$device"
        mount --bind "/dev/$device" "$root/dev/$device"
    done
    mkdir "$root/dev/shm"
    mount -t tmpfs -o mode=1777,size=64m tmpfs "$root/dev/shm" # as large as engines make it
    ln -s /proc/self/fd "$root/dev/fd"
    mount --bind "$work/$2/state" "$root/state"
    mount --bind "$work/$2/identity" "$root/identity"
    mount -o remount,bind,ro "$root"
    ! touch "$root/app/written" 2>/dev/null || fail "the root can be written to"
}

# list KEY NAME: the strings of a list of the image's configuration.
list() { tr -d '\n' <"$work/$2/config.json" | sed "s/.*\"$1\": \[\([^]]*\)\].*/\1/; s/\", *\"/\n/g; s/\"//g"; }

# in_image NAME COMMAND...: as the image's user, with the image's environment.
in_image() {
    image=$1
    shift
    mapfile -t environment < <(list Env "$image")
    chroot --userspec=65532:65532 --groups=65532 "$work/$image/root" /usr/bin/env -i "${environment[@]}" "$@"
}

# run NAME ARGUMENT...: the image's entry point.
run() {
    mapfile -t entry < <(list Entrypoint "$1")
    name=$1
    shift
    in_image "$name" ${settings:-} "${entry[@]}" "$@" >"$work/$name.log" 2>&1 </dev/null &
    running=$!
}

# healthy NAME: by the image's own health check.
healthy() {
    mapfile -t test < <(list Test "$1")
    begun=$(date +%s%N)
    until in_image "$1" "${test[@]:1}" 2>/dev/null; do
        kill -0 "$running" 2>/dev/null || fail "$1 has ended"
        [ $(($(date +%s%N) - begun)) -lt 300000000000 ] || fail "$1 is not healthy"
        sleep 0.3
    done
    echo "  $1 is healthy after $((($(date +%s%N) - begun) / 1000000)) ms"
}

api() {
    curl -sS --fail-with-body "http://127.0.0.1:8080/v1/event-gateways$1" -H 'Content-Type: application/json' \
        -H "Authorization: Bearer $(cat "$work/control-plane/state/admin-token")" -d "$2"
}

id_of() { tr '{,' '[\n*]' | sed -n 's/^ *"id" *: *"\([^"]*\)".*/\1/p' | head -n 1; }

unpack "$1" control-plane
unpack "$2" node
"$installation/bin/signalbox" kafka --brokers 1 >"$work/kafka.log" 2>&1 </dev/null &
run control-plane
healthy control-plane
gateway=$(api "" '{"name": "tried"}' | id_of)
in_image node /app/bin/signalbox node-identity node-1 --out /identity/own >/dev/null
install -m 644 "$work/control-plane/state/ca.crt" "$work/node/identity/ca.crt"
api "/$gateway/data-plane-certificates" "$(cat "$work/node/identity/own/registration.json")" >/dev/null
api "/$gateway/backend-clusters" '{"name": "brokers", "bootstrap_servers": ["127.0.0.1:9092"],
    "authentication": {"type": "anonymous"}, "tls": {"enabled": false}}' >/dev/null
cluster=$(api "/$gateway/virtual-clusters" '{"name": "orders", "dns_label": "orders", "destination": {"name": "brokers"},
    "authentication": [{"type": "anonymous"}], "acl_mode": "passthrough"}' | id_of)
api "/$gateway/virtual-clusters/$cluster/produce-policies" '{"type": "schema_validation", "name": "parse_json",
    "config": {"type": "json", "failure_mode": "reject", "validate_value": true}}' >/dev/null
listener=$(api "/$gateway/listeners" '{"name": "local", "addresses": ["127.0.0.1"], "ports": ["19092-19093"]}' | id_of)
api "/$gateway/listeners/$listener/policies" '{"type": "forward_to_virtual_cluster", "name": "forward",
    "config": {"type": "port_mapping", "destination": {"name": "orders"}, "advertised_host": "localhost"}}' >/dev/null
settings="SIGNALBOX_CONTROL_PLANE=127.0.0.1:9465 SIGNALBOX_CONTROL_PLANE_CA=/identity/ca.crt SIGNALBOX_GATEWAY_ID=$gateway
    SIGNALBOX_CLIENT_CERT_PATH=/identity/own/node.crt SIGNALBOX_CLIENT_KEY_PATH=/identity/own/node.key"
run node
healthy node
begun=$(date +%s)
until grep -q 'kafka is ready' "$work/kafka.log"; do
    [ $(($(date +%s) - begun)) -lt 300 ] || fail "the broker is not ready"
    sleep 0.3
done
for codec in none gzip snappy lz4 zstd; do
    printf '{"codec": "%s"}\n' "$codec" | kcat -P -b 127.0.0.1:19092 -t tried -z "$codec" -X message.timeout.ms=120000 ||
        fail "$codec: it cannot be written"
    ! echo "no JSON" | kcat -P -b 127.0.0.1:19092 -t tried -z "$codec" -X message.timeout.ms=120000 2>/dev/null ||
        fail "$codec: the policy did not look at the record"
done
read_back=$(kcat -C -b 127.0.0.1:19092 -t tried -o beginning -e -q | grep -c codec) || true
[ "$read_back" = 5 ] || fail "read back: $read_back of 5 records"
echo "  5 records in 5 compressions went through the node and its policy, and came back; others were refused"
! grep -E ' (ERROR|WARN) ' "$work/node.log" | grep -v MacAddressUtil || echo "  (above: what the node's log warns of)"
