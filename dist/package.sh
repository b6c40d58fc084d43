#!/usr/bin/env bash
# Makes the archives from what Maven has built: package.sh VERSION TIMESTAMP TARGET [JDK]
# The same sources, JDK and tools give the same bytes. Run by: mvn -Pdist package
set -eu

here=$(CDPATH='' cd -P "$(dirname "$0")" && pwd)
version=$1
timestamp=$2
target=$3
jdk=${4:-}
name=signalbox-$version
stage=$target/stage
umask 022

. "$here/runtime.sh"

# pack FILE [OPTION...]: the staged folder. Times, owners and modes are not this machine's.
pack() {
    file=$1
    shift
    # Only what its owner may run is for others to run.
    tar -C "$stage" --sort=name --format=gnu --mtime="$timestamp" --owner=0 --group=0 --numeric-owner \
        --mode=u+rw,a+rX,go-w "$@" -cf - "$name" | gzip -6n >"$target/$file"
    echo "$target/$file: $(($(stat -c %s "$target/$file") / 1000000)) MB"
}

rm -rf "$stage" "$target"/signalbox-*.tar.gz* "$target/SHA256SUMS"
mkdir -p "$stage"
"$here/lay-out.sh" "$stage/$name" control-plane data-plane rehearsal demo
cp "$target/signalbox.cdx.json" "$target/THIRD-PARTY.txt" "$stage/$name/"
pack "$name.tar.gz"

if find_jdk "$jdk"; then
    platform=linux-$(architecture)
    make_runtime "$stage/$name/runtime"
    find "$stage/$name" -exec touch -h -d "$timestamp" {} +
    pack "$name-$platform.tar.gz"
    # Has a profile of one run in it, and so is not the same twice: beside the archive, to be unpacked over it.
    "$stage/$name/bin/signalbox" node-cache
    (cd "$stage" && tar --sort=name --format=gnu --mtime="$timestamp" --owner=0 --group=0 --numeric-owner --mode=a+rX,go-w \
        -cf - "$name"/lib/data-plane/start-cache/*.aot) | gzip -6n >"$target/$name-$platform-start-cache.tar.gz"
else
    echo "no JDK of version $least_jdk or later here (-Ddist.jdk=FOLDER names one): the archive with a runtime is left out" >&2
fi
cp "$target/signalbox.cdx.json" "$target/$name.cdx.json"
(cd "$target" && sha256sum signalbox-*.tar.gz "$name.cdx.json" >SHA256SUMS)
