#!/usr/bin/env bash
# Tries a Debian package: try-package.sh PACKAGE ROOT. Installs it below ROOT, a Debian system of its own without Java (made by
# mmdebstrap if it is not there), runs both units' command lines as their users, removes and purges it. Needs root, and no systemd:
# the units themselves are judged by systemd-analyze, where there is one. Ports are those of a network namespace of its own.
set -eu

package=$(readlink -f "$1")
root=$2
if [ "${3:-}" != inside ]; then
    if [ ! -d "$root/usr" ]; then
        mmdebstrap --variant=minbase --include=adduser,curl bookworm "$root"
    fi
    exec unshare --net --mount --pid --fork --kill-child "$0" "$package" "$root" inside
fi

fail() {
    echo "try-package: $1" >&2
    tail -n 20 "$root"/tmp/try-*.log >&2 || true
    exit 1
}

inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

# files: whatever is there but for what every package leaves its traces in.
files() {
    (cd "$root" && find . -path ./proc -prune -o -path ./run -prune -o -path ./tmp -prune -o -path ./var/lib/dpkg -prune -o \
        -path ./var/log -prune -o -path ./var/cache -prune -o -print) | sort
}

# unit NAME: its command line by its user, in the background, with its state directory and nothing else to write to.
unit() {
    file=$root/usr/lib/systemd/system/$1.service
    command=$(sed -n 's/^ExecStart=//p' "$file")
    user=$(sed -n 's/^User=//p' "$file")
    state=$(sed -n 's/^StateDirectory=//p' "$file")
    setting=$(sed -n 's/^Environment=//p' "$file")
    groups=$(inside getent group signalbox | cut -d : -f 3)
    inside install -d -m 700 -o "$user" -g "$user" "/var/lib/$state"
    ids=$(inside getent passwd "$user" | cut -d : -f 3,4)
    # shellcheck disable=SC2086 # its words
    chroot "$root" /usr/bin/setpriv --reuid "${ids%:*}" --regid "${ids#*:}" --groups "$groups" --no-new-privs --bounding-set=-all \
        env -i PATH=/usr/bin:/bin $setting $command >"$root/tmp/try-$1.log" 2>&1 </dev/null &
    started="$! ${started:-}"
}

# ready PORT LOG
ready() {
    begun=$(date +%s%N)
    until inside curl -sf "http://127.0.0.1:$1/health/probes/readiness" >/dev/null; do
        [ $(($(date +%s%N) - begun)) -lt 300000000000 ] || fail "$2 is not ready"
        sleep 0.3
    done
    echo "  $2 is ready after $((($(date +%s%N) - begun) / 1000000)) ms"
}

api() {
    inside curl -sS --fail-with-body "http://127.0.0.1:8080/v1/event-gateways$1" -H 'Content-Type: application/json' \
        -H "Authorization: Bearer $(cat "$root/var/lib/signalbox-control-plane/admin-token")" -d "$2"
}

id_of() { tr '{,' '[\n*]' | sed -n 's/^ *"id" *: *"\([^"]*\)".*/\1/p' | head -n 1; }

ip link set lo up
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
files >"$root/tmp/before"
cp "$package" "$root/tmp/signalbox.deb"

echo "installed"
inside dpkg --install /tmp/signalbox.deb >"$root/tmp/try-dpkg.log" 2>&1 || fail "it is not installed"
[ -z "$(inside sh -c 'command -v java' || true)" ] || fail "there is a Java below $root"
inside signalbox --version
[ "$(inside stat -c '%a %U %G' /etc/signalbox /etc/signalbox/node.yaml | tr '\n' ' ')" = "750 root signalbox 640 root signalbox " ] ||
    fail "owners and modes in /etc/signalbox are others"
unit signalbox-control-plane
ready 8080 "control plane"
gateway=$(api "" '{"name": "tried"}' | id_of)
inside signalbox node-identity node-1 --out /tmp/identity >/dev/null
inside install -m 640 -g signalbox /tmp/identity/node.key /tmp/identity/node.crt /etc/signalbox/
inside install -m 644 /var/lib/signalbox-control-plane/ca.crt /etc/signalbox/ca.crt
api "/$gateway/data-plane-certificates" "$(cat "$root/tmp/identity/registration.json")" >/dev/null
inside sed -i "s/^SIGNALBOX_GATEWAY_ID: .*/SIGNALBOX_GATEWAY_ID: $gateway/" /etc/signalbox/node.yaml
unit signalbox-node
ready 8081 "node"
# shellcheck disable=SC2086 # several
kill $started
wait
for plane in control-plane data-plane; do
    compgen -G "$root/usr/lib/signalbox/lib/$plane/start-cache/*.aot" >/dev/null || fail "the start cache of $plane is missing"
done

echo "removed"
inside dpkg --remove signalbox >"$root/tmp/try-dpkg.log" 2>&1 || fail "it is not removed"
[ -e "$root/etc/signalbox/node.yaml" ] || fail "settings went with the package"
[ ! -e "$root/usr/lib/signalbox" ] || fail "left behind: $(find "$root/usr/lib/signalbox" | head -n 5)"

echo "purged; what is left:"
inside dpkg --purge signalbox >"$root/tmp/try-dpkg.log" 2>&1 || fail "it is not purged"
files >"$root/tmp/after"
comm -13 "$root/tmp/before" "$root/tmp/after" | grep -v '^./var/lib/signalbox-[^/]*/' | sed 's/^/  /'
[ -z "$(comm -13 "$root/tmp/before" "$root/tmp/after" | grep -v -e '^./var/lib/signalbox-' -e '^./etc/signalbox' \
    -e '^./etc/[a-z]*-$' || true)" ] || fail "that is more than state and what an operator has put into /etc/signalbox"
rm -rf "$root"/var/lib/signalbox-* "$root/etc/signalbox" "$root"/tmp/*
