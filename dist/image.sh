#!/usr/bin/env bash
# Makes the images out of an installation with a runtime, without a container engine: image.sh VERSION TIMESTAMP TARGET INSTALLATION
# [BASE]. BASE is the root of a Debian system as a tar file; without it mmdebstrap makes one. An image is a tar file that is an OCI
# layout and what "docker load" reads, both at once.
set -eu

here=$(CDPATH='' cd -P "$(dirname "$0")" && pwd)
version=$1
timestamp=$2
target=$3
installation=$4
base=${5:-}
work=$target/images
suite=bookworm
user=65532
umask 022
export SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(date -d "$timestamp" +%s)
case $(uname -m) in
    x86_64) architecture=amd64 ;;
    aarch64) architecture=arm64 ;;
    *) echo "image.sh: no name for the architecture $(uname -m)" >&2; exit 1 ;;
esac

rm -rf "$work"
mkdir -p "$work"
if [ -z "$base" ]; then
    # Without apt, documents and translations; the launcher needs bash, coreutils, findutils and sed, which are essential;
    # the embedded PostgreSQL needs libstdc++6.
    mmdebstrap --quiet --variant=essential --include=zlib1g,libstdc++6 --dpkgopt='path-exclude=/usr/share/doc/*' \
        --dpkgopt='path-include=/usr/share/doc/*/copyright' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' "$suite" "$work/base.tar"
    base=$work/base.tar
fi

sha() { sha256sum "$1" | cut -d ' ' -f 1; }

# blob FILE: moves it to its place by its digest, which it prints.
blob() {
    digest=$(sha "$1")
    mv "$1" "$layout/blobs/sha256/$digest"
    echo "$digest"
}

layer() { # layer FOLDER FILE
    tar -C "$1" --sort=name --format=gnu --mtime="$timestamp" --owner=0 --group=0 --numeric-owner --mode=u+rw,a+rX,go-w -cf "$2" .
}

# image NAME MODULE ENTRYPOINT ENVIRONMENT PORTS HEALTH-PORT: the last three and the first but the names in JSON
image() {
    name=$1
    module=$2
    layout=$work/$name
    root=$work/$name-root
    mkdir -p "$layout/blobs/sha256" "$root/app/lib"
    cp -al "$installation/bin" "$installation/runtime" "$root/app/"
    cp "$here/healthy" "$root/app/bin/"
    cp -al "$installation/lib/$module" "$root/app/lib/"
    cp -al "$installation"/{LICENSE,NOTICE,THIRD-PARTY.txt,signalbox.cdx.json} "$root/app/"
    # The embedded PostgreSQL wants its user to have a name.
    mkdir "$root/etc"
    for file in passwd group; do
        tar -xOf "$base" "./etc/$file" >"$root/etc/$file"
    done
    echo "signalbox:x:$user:$user::/state:/usr/sbin/nologin" >>"$root/etc/passwd"
    echo "signalbox:x:$user:" >>"$root/etc/group"
    layer "$root" "$work/app.tar"
    rm -rf "$root"
    # A volume takes the owner and the mode of the folder that it is mounted over.
    mkdir -p "$root/state" "$root/identity"
    chmod 700 "$root/state" "$root/identity"
    tar -C "$root" --sort=name --format=gnu --mtime="$timestamp" --owner=$user --group=$user --numeric-owner -cf "$work/state.tar" \
        ./state ./identity
    rm -rf "$root"
    cp "$base" "$work/base-layer.tar"
    first=$(blob "$work/base-layer.tar")
    second=$(blob "$work/app.tar")
    third=$(blob "$work/state.tar")
    cat >"$work/config.json" <<END
{"created": "$timestamp", "architecture": "$architecture", "os": "linux",
 "config": {"User": "$user:$user", "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", $4],
  "Entrypoint": $3, "WorkingDir": "/", "Volumes": {"/state": {}}, "ExposedPorts": $5,
  "Healthcheck": {"Test": ["CMD", "/app/bin/healthy", "$6"], "Interval": 5000000000, "Timeout": 4000000000, "StartPeriod": 60000000000, "Retries": 5},
  "Labels": {"org.opencontainers.image.title": "signalbox $name", "org.opencontainers.image.version": "$version",
   "org.opencontainers.image.licenses": "Apache-2.0"}},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$first", "sha256:$second", "sha256:$third"]}}
END
    config_size=$(stat -c %s "$work/config.json")
    config=$(blob "$work/config.json")
    layers=
    for digest in "$first" "$second" "$third"; do
        layers="$layers${layers:+, }{\"mediaType\": \"application/vnd.oci.image.layer.v1.tar\", \"digest\": \"sha256:$digest\", \"size\": $(stat -c %s "$layout/blobs/sha256/$digest")}"
    done
    printf '{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "sha256:%s", "size": %s}, "layers": [%s]}' \
        "$config" "$config_size" "$layers" >"$work/manifest.json"
    manifest_size=$(stat -c %s "$work/manifest.json")
    manifest=$(blob "$work/manifest.json")
    printf '{"imageLayoutVersion": "1.0.0"}' >"$layout/oci-layout"
    printf '{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "sha256:%s", "size": %s, "platform": {"architecture": "%s", "os": "linux"}, "annotations": {"org.opencontainers.image.ref.name": "%s"}}]}' \
        "$manifest" "$manifest_size" "$architecture" "$version" >"$layout/index.json"
    # What "docker load" reads.
    printf '[{"Config": "blobs/sha256/%s", "RepoTags": ["signalbox/%s:%s"], "Layers": ["blobs/sha256/%s", "blobs/sha256/%s", "blobs/sha256/%s"]}]' \
        "$config" "$name" "$version" "$first" "$second" "$third" >"$layout/manifest.json"
    file=$target/signalbox-$name-$version-$architecture.image.tar.gz
    tar -C "$layout" --sort=name --format=gnu --mtime="$timestamp" --owner=0 --group=0 --numeric-owner --mode=a+rX,go-w -cf - oci-layout index.json manifest.json blobs |
        gzip -3n >"$file"
    rm -rf "$layout"
    echo "$file: $(($(stat -c %s "$file") / 1000000)) MB"
}

image control-plane control-plane '["/app/bin/signalbox", "--as-built", "control-plane"]' \
    '"SIGNALBOX_STATE_DIR=/state", "SIGNALBOX_BIND_ADDRESS=0.0.0.0", "JAVA_OPTS=-XX:MaxRAMPercentage=75"' \
    '{"8080/tcp": {}, "9465/tcp": {}}' 8080
# Direct memory is half of what relaying needs.
image node data-plane '["/app/bin/signalbox", "--as-built", "data-plane"]' \
    '"SIGNALBOX_STATE_DIR=/state", "SIGNALBOX_ADMIN_ADDRESS=0.0.0.0:8081", "JAVA_OPTS=-XX:MaxRAMPercentage=50"' \
    '{"8081/tcp": {}}' 8081
rm -rf "$work"
