#!/usr/bin/env bash
# Makes the Debian package out of an installation with a runtime: debian.sh VERSION TIMESTAMP TARGET INSTALLATION
set -eu

here=$(CDPATH='' cd -P "$(dirname "$0")" && pwd)
version=$1
timestamp=$2
target=$3
installation=$4
export SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(date -d "$timestamp" +%s)
# A snapshot is older than its release.
debian_version=$(printf '%s' "$version" | sed 's/-SNAPSHOT/~snapshot/')
case $(uname -m) in
    x86_64) architecture=amd64 ;;
    aarch64) architecture=arm64 ;;
    *) echo "debian.sh: no name for the architecture $(uname -m)" >&2; exit 1 ;;
esac
root=$target/debian
umask 022

rm -rf "$root"
mkdir -p "$root/DEBIAN" "$root/usr/lib/signalbox" "$root/usr/bin" "$root/usr/share/doc/signalbox" "$root/etc/signalbox" \
    "$root/usr/lib/systemd/system"
cp -al "$installation/bin" "$installation/runtime" "$root/usr/lib/signalbox/"
mkdir "$root/usr/lib/signalbox/lib"
# What runs in production: no brokers to try things out with, and the start cache is there already.
cp -al "$installation/lib/control-plane" "$installation/lib/data-plane" "$root/usr/lib/signalbox/lib/"
ln -s ../lib/signalbox/bin/signalbox "$root/usr/bin/signalbox"
cp -R "$installation"/{README.md,ARCHITECTURE.md,SECURITY.md,CHANGELOG.md,LICENSE,NOTICE,THIRD-PARTY.txt,signalbox.cdx.json,docs,ops} \
    "$root/usr/share/doc/signalbox/"
cp "$installation/LICENSE" "$root/usr/share/doc/signalbox/copyright"
install -m 640 "$installation"/conf/*.yaml "$root/etc/signalbox/"
install -m 644 "$here"/debian/*.service "$root/usr/lib/systemd/system/"
install -m 755 "$here"/debian/{postinst,prerm,postrm} "$root/DEBIAN/"
printf '/etc/signalbox/%s\n' control-plane.yaml node.yaml >"$root/DEBIAN/conffiles"
cat >"$root/DEBIAN/control" <<END
Package: signalbox
Version: $debian_version
Architecture: $architecture
Maintainer: The Signalbox authors <maintainers@signalbox.invalid>
Section: net
Priority: optional
Installed-Size: $(du -sk --apparent-size "$root" | cut -f 1)
Depends: bash, coreutils, sed, adduser, libc6 (>= 2.31), libstdc++6, zlib1g
Suggests: postgresql
Description: gateway that puts virtual Kafka clusters in front of real ones
 A control plane with a REST API, and nodes that take Kafka clients in and
 relay them to brokers. Brings its own Java runtime. Neither process is
 started by the installation: see /usr/share/doc/signalbox/docs/install.md.
END
find "$root" -exec touch -h -d "$timestamp" {} +
dpkg-deb --root-owner-group -Zgzip --build "$root" "$target/signalbox_${debian_version}_$architecture.deb"
rm -rf "$root"
