#!/usr/bin/env bash
# Tries docs/backup.md with data and traffic: try-restore.sh LAUNCHER [PROGRAMS]. First with the embedded database; then with a
# PostgreSQL that is made of the PROGRAMS (a folder with initdb and pg_dump; found below /usr/lib/postgresql when it is left out).
# A control plane with a node, secrets and records under a key is backed up, changed and destroyed; the backup is restored into a
# place where nothing is, while a producer writes through the node. Needs curl and kcat, and the usual ports: unshare --net, with its
# loopback up, gives it some of its own.
set -eu

. "$(dirname "$0")/trying.sh"
signalbox=$(readlink -f "$1")
programs=${2:-}
[ -n "$programs" ] || for programs in /usr/lib/postgresql/*/bin; do :; done
[ -x "$programs/initdb" ] || fail "no initdb in $programs: name the folder of PostgreSQL's programs"
work=$(mktemp -d)
control_plane=
node=
broker=
producer=
database=

finish() {
    status=$?
    # shellcheck disable=SC2086 # several
    kill $control_plane $node $broker $producer 2>/dev/null || true
    [ -z "$database" ] || as_postgres "$programs/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
    wait 2>/dev/null || true
    [ "$status" -eq 0 ] || tail -n 15 "$work"/*.log >&2
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# PostgreSQL refuses to be root's.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
    else
        "$@"
    fi
}

# uri DATABASE: as PostgreSQL's own programs take it.
uri() { echo "postgresql://signalbox@127.0.0.1:5432/$1"; }

start_control_plane() {
    SIGNALBOX_STATE_DIR=$work/cp ${database:+env SIGNALBOX_DATABASE_URL="jdbc:postgresql://127.0.0.1:5432/$database" \
        SIGNALBOX_DATABASE_USER=signalbox} "$signalbox" --as-built control-plane >>"$work/control-plane.log" 2>&1 </dev/null &
    control_plane=$!
    until_true "the control plane is ready" curl -sf http://127.0.0.1:8080/health/probes/readiness
}

is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

is_loss_told() { api GET "/$gateway/changes" | grep -q foreign_version; }

# read_back PORT TOPIC: all there is.
read_back() { kcat -C -b "127.0.0.1:$1" -t "$2" -o beginning -e -q; }

# What is there at the time of the backup.
prepare() {
    start_control_plane
    declare_gateway "$signalbox"
    api POST "/$gateway/static-keys" "{\"name\": \"key\", \"value\": \"$(head -c 32 /dev/urandom | base64)\"}" >/dev/null
    sealed=$(add_cluster sealed)
    api POST "/$gateway/virtual-clusters/$sealed/produce-policies" '{"type": "encrypt", "name": "encrypt", "config": {
        "failure_mode": "error", "part_of_record": ["value"], "encryption_key": {"type": "static", "key": {"name": "key"}}}}' >/dev/null
    api POST "/$gateway/virtual-clusters/$sealed/consume-policies" '{"type": "decrypt", "name": "decrypt", "config": {
        "failure_mode": "error", "part_of_record": ["value"], "key_sources": [{"type": "static"}]}}' >/dev/null
    open_listener sealed sealed 19192
    goes=$(add_cluster goes)
    start_node "$signalbox" "$work/node-1"
    until_true "the node has applied what was declared" applied
    echo "written before the backup" | kcat -P -b 127.0.0.1:19192 -t "sealed-$1" -X message.timeout.ms=60000
    produce
}

# What is lost with everything that came after the backup.
change() {
    add_cluster later >/dev/null
    open_listener later later 19292
    api DELETE "/$gateway/virtual-clusters/$goes"
    until_true "the node has applied what was declared after the backup" applied
    is_open 19292 || fail "what was declared after the backup is not served"
    kill -KILL "$control_plane"
    wait "$control_plane" 2>/dev/null || true
    control_plane=
    # An embedded database outlives its control plane; not its machine.
    [ ! -f "$work/cp/postgres/data/postmaster.pid" ] || kill -QUIT "$(head -n 1 "$work/cp/postgres/data/postmaster.pid")"
    mv "$work/cp" "$work/cp.lost-$1"
    token=$(cat "$work/cp.lost-$1/admin-token")
}

# see NAME: that the node has what the backup has, and goes on.
see() {
    # First: until the node is back, the rollout is what the backup knew of it.
    until_true "the change log tells of the lost version" is_loss_told
    until_true "the node has what the backup has" applied
    until_true "what came after the backup is closed" eval '! is_open 19292'
    api GET "/$gateway/virtual-clusters/$goes" >/dev/null || fail "what was deleted after the backup is not back"
    [ "$(read_back 19192 "sealed-$1")" = "written before the backup" ] || fail "what was encrypted before cannot be read"
    ! read_back 19092 "sealed-$1" | grep -q written || fail "it was never encrypted"
    add_cluster after >/dev/null
    open_listener after after 19392
    until_true "the node has applied what was declared after the restore" applied
    kcat -L -b 127.0.0.1:19392 -m 60 >/dev/null || fail "what was declared after the restore does not serve"
    kill -0 "$producer" || fail "the producer has given up"
    echo "  the node has what the backup has, what was encrypted is read, and what is declared now is served"
    stop "$node"
    start_node "$signalbox" "$work/node-2-$1"
    [ "$(read_back 19192 "sealed-$1")" = "written before the backup" ] || fail "a new node cannot read it"
    echo "  a new node with an empty state directory serves the same"
    each_once
    stop "$node"
    stop "$control_plane"
    node=
    control_plane=
    rm -rf "$work/identity" "$work/cp" "$work/node-1"
}

"$signalbox" --as-built kafka --brokers 1 >"$work/kafka.log" 2>&1 </dev/null &
broker=$!
until_true "the broker is ready" grep -q 'kafka is ready' "$work/kafka.log"

echo "the embedded database"
prepare embedded
stop "$control_plane"
tar -C "$work/cp" -czf "$work/signalbox-backup.tgz" .
start_control_plane
change embedded
mkdir -m 700 "$work/cp"
tar -C "$work/cp" -xzpf "$work/signalbox-backup.tgz"
start_control_plane
see embedded

echo "$("$programs/postgres" --version), control planes run on during the backup"
mkdir "$work/pg"
chmod 711 "$work"
[ "$(id -u)" -ne 0 ] || chown 65534:65534 "$work/pg"
as_postgres "$programs/initdb" -D "$work/pg/data" -U signalbox -A trust >"$work/postgres.log"
as_postgres "$programs/pg_ctl" -D "$work/pg/data" -l "$work/pg/server.log" -w \
    -o "-c listen_addresses=127.0.0.1 -c unix_socket_directories=''" start >>"$work/postgres.log"
database=signalbox
"$programs/createdb" --maintenance-db="$(uri postgres)" signalbox
prepare postgres
"$programs/pg_dump" --format=custom --file="$work/signalbox.dump" "$(uri signalbox)"
mkdir -m 700 "$work/kept"
cp -p "$work/cp/secret.key" "$work/cp/ca.crt" "$work/cp/ca.key" "$work/kept/"
change postgres
"$programs/dropdb" --maintenance-db="$(uri postgres)" --force signalbox

# Somewhere else: another database, and a state directory with nothing in it but what docs/backup.md says is to be saved.
database=restored
"$programs/createdb" --maintenance-db="$(uri postgres)" restored
"$programs/pg_restore" --exit-on-error --single-transaction --dbname="$(uri restored)" "$work/signalbox.dump"
cp -rp "$work/kept" "$work/cp"
mv "$work/cp/secret.key" "$work/kept/secret.key.away"
if SIGNALBOX_STATE_DIR=$work/cp SIGNALBOX_DATABASE_URL=jdbc:postgresql://127.0.0.1:5432/restored SIGNALBOX_DATABASE_USER=signalbox \
    timeout 300 "$signalbox" --as-built control-plane >"$work/refused.log" 2>&1 </dev/null; then
    fail "a control plane started without the key for secrets"
fi
grep -q 'secret' "$work/refused.log" || fail "it does not say that the key is missing"
echo "  without secret.key it does not start: $(grep 'cannot start' "$work/refused.log" | head -n 1)"
rm -f "$work/cp/secret.key"
mv "$work/kept/secret.key.away" "$work/cp/secret.key"
start_control_plane
echo "$token" >"$work/cp/admin-token"
see postgres
