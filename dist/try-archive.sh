#!/usr/bin/env bash
# Tries an archive as a user has it: try-archive.sh ARCHIVE... Unpacked in an empty folder, by an ordinary user where this is root,
# with the programs below alone in the PATH: no Maven and, for an archive with a runtime, no Java. Both planes are started, a gateway
# is declared, a broker and a client go through a node; then the guided tour makes all of its checks.
set -eu

programs="bash sh env dirname basename readlink sed head cat cksum tr printf stat nice xargs sleep mkdir id uname curl awk kcat ls"
version_of_api=v1
work=$(mktemp -d)
pids=

finish() {
    status=$?
    for pid in $pids; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in $pids; do
        wait "$pid" 2>/dev/null || true
    done
    if [ "$status" -ne 0 ]; then
        for log in "$work"/user/*.log; do
            echo "---- $log" >&2
            tail -n 20 "$log" >&2
        done
    fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
    echo "try-archive: $1" >&2
    exit 1
}

# start NAME COMMAND...
start() {
    name=$1
    shift
    (cd "$work/user" && exec_as_user "$@") >"$work/user/$name.log" 2>&1 </dev/null &
    pids="$! $pids"
}

as_user() { (exec_as_user "$@"); }

# exec_as_user [NAME=VALUE...] COMMAND...: an ordinary user, and nothing of this environment but what is said here.
exec_as_user() {
    set -- PATH="$work/path" HOME="$work/user" ${java:+JAVA_HOME="$java"} "$@"
    if [ "$(id -u)" -eq 0 ]; then
        exec "$(command -v setpriv)" --reuid 65534 --regid 65534 --clear-groups env -i "$@"
    fi
    exec env -i "$@"
}

# wait_for NAME WHAT COMMAND...: until the command succeeds, for five minutes at most; says how long it took.
wait_for() {
    what=$1
    shift
    begun=$(date +%s%N)
    until "$@" >/dev/null 2>&1; do
        [ $(($(date +%s%N) - begun)) -lt 300000000000 ] || fail "not within five minutes: $what"
        sleep 0.3
    done
    printf '  %s after %s ms\n' "$what" $((($(date +%s%N) - begun) / 1000000))
}

free_port() {
    port=$1
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
        port=$((port + 10))
    done
    echo "$port"
}

api() {
    curl -sS --fail-with-body -X "$1" "http://127.0.0.1:$http/$version_of_api/event-gateways$2" \
        -H "Authorization: Bearer $(cat "$work/user/cp/admin-token")" -H 'Content-Type: application/json' ${3:+-d "$3"}
}

id_of() { tr '{,' '[\n*]' | sed -n 's/^ *"id" *: *"\([^"]*\)".*/\1/p' | head -n 1; }

by_hand() {
    http=$(free_port 28080)
    stream=$(free_port 29465)
    admin=$(free_port 28081)
    kafka=$(free_port 29092)
    clients=$(free_port 29192)
    start control-plane SIGNALBOX_STATE_DIR="$work/user/cp" SIGNALBOX_HTTP_PORT="$http" SIGNALBOX_GRPC_PORT="$stream" \
        "$signalbox" control-plane
    control_plane=$!
    wait_for "control plane is ready" curl -sf "http://127.0.0.1:$http/health/probes/readiness"
    start kafka "$signalbox" kafka --brokers 1 --port "$kafka"
    broker=$!
    wait_for "broker is ready" grep -q 'kafka is ready' "$work/user/kafka.log"
    gateway=$(api POST "" '{"name": "tried"}' | id_of)
    (cd "$work/user" && as_user "$signalbox" node-identity node-1 --out identity >/dev/null)
    [ "$(stat -c %a "$work/user/identity/node.key")" = 600 ] || fail "others can read the node's key"
    api POST "/$gateway/data-plane-certificates" "$(cat "$work/user/identity/registration.json")" >/dev/null
    api POST "/$gateway/backend-clusters" "{\"name\": \"brokers\", \"bootstrap_servers\": [\"127.0.0.1:$kafka\"],
        \"authentication\": {\"type\": \"anonymous\"}, \"tls\": {\"enabled\": false}}" >/dev/null
    api POST "/$gateway/virtual-clusters" '{"name": "orders", "dns_label": "orders", "destination": {"name": "brokers"},
        "authentication": [{"type": "anonymous"}], "acl_mode": "passthrough"}' >/dev/null
    listener=$(api POST "/$gateway/listeners" \
        "{\"name\": \"local\", \"addresses\": [\"127.0.0.1\"], \"ports\": [\"$clients-$((clients + 1))\"]}" | id_of)
    api POST "/$gateway/listeners/$listener/policies" '{"type": "forward_to_virtual_cluster", "name": "forward",
        "config": {"type": "port_mapping", "destination": {"name": "orders"}, "advertised_host": "localhost"}}' >/dev/null
    sed -e "s/^SIGNALBOX_CONTROL_PLANE: .*/SIGNALBOX_CONTROL_PLANE: 127.0.0.1:$stream/" \
        -e "s#^SIGNALBOX_CONTROL_PLANE_CA: .*#SIGNALBOX_CONTROL_PLANE_CA: $work/user/cp/ca.crt#" \
        -e "s/^SIGNALBOX_GATEWAY_ID: .*/SIGNALBOX_GATEWAY_ID: $gateway/" \
        -e "s#/etc/signalbox/node#$work/user/identity/node#" \
        -e "s#^\# SIGNALBOX_STATE_DIR: .*#SIGNALBOX_STATE_DIR: $work/user/state#" \
        -e "s/^# SIGNALBOX_ADMIN_ADDRESS: .*/SIGNALBOX_ADMIN_ADDRESS: 127.0.0.1:$admin/" \
        "$installation/conf/node.yaml" >"$work/user/node.yaml"
    start node "$signalbox" data-plane --config "$work/user/node.yaml"
    node=$!
    wait_for "node is ready" curl -sf "http://127.0.0.1:$admin/health/probes/readiness"
    if [ -z "$java" ]; then
        for pid in "$control_plane" "$broker" "$node"; do
            [ "$(readlink "/proc/$pid/exe")" = "$installation/runtime/bin/java" ] || fail "runs by $(readlink "/proc/$pid/exe")"
        done
    fi
    if command -v kcat >/dev/null; then
        echo "tried by hand" | kcat -P -b "127.0.0.1:$clients" -t tried -X message.timeout.ms=60000
        read -r record <<<"$(kcat -C -b "127.0.0.1:$clients" -t tried -o beginning -e -q)"
        [ "$record" = "tried by hand" ] || fail "the record did not come back: $record"
        echo "  a record went through the node, and came back (kcat)"
    else
        echo "  (there is no kcat: the tour's clients alone go through a node)"
    fi
    kill "$node" "$broker" "$control_plane"
    wait "$node" "$broker" "$control_plane" 2>/dev/null || true
    pids=
}

mkdir "$work/path"
for program in $programs; do
    found=$(type -P "$program") && ln -s "$found" "$work/path/$program" || true
done
chmod 755 "$work"
for archive in "$@"; do
    echo "$archive"
    rm -rf "$work/user" && mkdir -m 700 "$work/user"
    [ "$(id -u)" -ne 0 ] || chown 65534:65534 "$work/user"
    java=
    tar -C "$work/user" --no-same-owner -xzf "$archive"
    [ "$(id -u)" -ne 0 ] || chown -R 65534:65534 "$work/user"
    for installation in "$work"/user/signalbox-*; do :; done
    signalbox=$installation/bin/signalbox
    if [ ! -d "$installation/runtime" ]; then
        java=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}
    fi
    [ -z "$(find "$installation" -name '*.java' -o -name pom.xml | head -n 1)" ] || fail "sources are in it"
    for jar in "$installation"/lib/*/lib/*.jar; do
        artifact=$(basename "$jar" .jar)
        grep -qF "${artifact%%-[0-9]*}" "$installation/signalbox.cdx.json" || fail "$artifact is not in the bill of materials"
    done
    as_user "$signalbox" --version
    by_hand
    as_user "$signalbox" demo --exit >"$work/user/demo.log" 2>&1 || fail "the tour's checks do not hold"
    echo "  the guided tour: $(grep -c '^ *ok ' "$work/user/demo.log") checks hold"
done
