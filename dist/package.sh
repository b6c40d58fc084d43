#!/usr/bin/env bash
# Makes archives, Debian package and images from what Maven has built: package.sh VERSION TIMESTAMP TARGET JDK IMAGES START-CACHE
# JDK is empty or a folder. IMAGES is off, or debian, or the root of a Debian system as a tar file. START-CACHE is empty, or the archive
# of a start cache that another build has made: the same sources, JDK, tools and cache give the same bytes, and without that all but
# what has the cache in it. Run by: mvn -Pdist package
set -eu

here=$(CDPATH='' cd -P "$(dirname "$0")" && pwd)
version=$1
timestamp=$2
target=$3
jdk=$4
images=$5
made_cache=${6:-}
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

rm -rf "$stage" "$target"/signalbox[-_]*.{tar.gz,deb} "$target/SHA256SUMS"
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
    cache=$target/$name-$platform-start-cache.tar.gz
    if [ -n "$made_cache" ]; then
        cp "$made_cache" "$cache"
        tar -C "$stage" -xzf "$cache"
    else
        "$stage/$name/bin/signalbox" node-cache
        "$stage/$name/bin/signalbox" control-plane-cache
        rm "$stage/$name"/lib/*/start-cache/lock
        (cd "$stage" && tar --sort=name --format=gnu --mtime="$timestamp" --owner=0 --group=0 --numeric-owner --mode=a+rX,go-w \
            -cf - "$name"/lib/*/start-cache/*.aot) | gzip -6n >"$cache"
    fi
    if command -v dpkg-deb >/dev/null; then
        "$here/debian.sh" "$version" "$timestamp" "$target" "$stage/$name"
    else
        echo "no dpkg-deb here: the Debian package is left out" >&2
    fi
    case $images in
        off) ;;
        debian) "$here/image.sh" "$version" "$timestamp" "$target" "$stage/$name" ;;
        *) "$here/image.sh" "$version" "$timestamp" "$target" "$stage/$name" "$images" ;;
    esac
else
    echo "no JDK of version $least_jdk or later here (-Ddist.jdk=FOLDER names one): the archive with a runtime is left out" >&2
fi
cp "$target/signalbox.cdx.json" "$target/$name.cdx.json"
(cd "$target" && shopt -s nullglob && sha256sum signalbox[-_]*.{tar.gz,deb,cdx.json} >SHA256SUMS)
