#!/usr/bin/env bash
# Lays out an installation from what this checkout has built: lay-out.sh FOLDER MODULE...
# Libraries that several modules have are one file with several names.
set -eu

root=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
to=$1
shift

mkdir -p "$to/bin" "$to/conf"
cp "$root/signalbox" "$to/bin/"
for module in "$@"; do
    mkdir -p "$to/lib/$module"
    cp "$root/$module/target/$module.jar" "$to/lib/$module/"
    if [ -d "$root/$module/src/main/jvm" ]; then
        cp "$root/$module/src/main/jvm"/*.options "$to/lib/$module/"
    fi
    [ -d "$root/$module/target/lib" ] && [ "$module" != rehearsal ] || continue # which has the node's
    mkdir "$to/lib/$module/lib"
    for jar in "$root/$module/target/lib"/*.jar; do
        name=$(basename "$jar")
        for other in "$to"/lib/*/lib/"$name"; do
            if [ -f "$other" ] && cmp -s "$jar" "$other"; then
                ln "$other" "$to/lib/$module/lib/$name"
                continue 2
            fi
        done
        cp "$jar" "$to/lib/$module/lib/"
    done
done
cp "$root"/dist/conf/* "$to/conf/"
cp -R "$root/README.md" "$root/ARCHITECTURE.md" "$root/LICENSE" "$root/NOTICE" "$root/SECURITY.md" "$root/CHANGELOG.md" "$root/docs" "$root/ops" "$to/"
