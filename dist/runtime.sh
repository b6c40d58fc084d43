# A Java runtime with what Signalbox uses. Read by the scripts beside it.
# shellcheck shell=bash

# The release that nodes are measured on, and the first that makes their start cache.
least_jdk=25

# Spring's beans need java.desktop, Hibernate java.sql.rowset and java.xml.crypto is what some signatures of trust stores need.
# jdk.jcmd, jdk.jfr and jdk.management.agent are for operators: threads, heap, recordings.
modules=java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http
modules=$modules,java.prefs,java.rmi,java.scripting,java.security.jgss,java.security.sasl,java.sql,java.sql.rowset
modules=$modules,java.transaction.xa,java.xml,java.xml.crypto,jdk.crypto.cryptoki,jdk.httpserver,jdk.jcmd,jdk.jfr
modules=$modules,jdk.management,jdk.management.agent,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs

# find_jdk [FOLDER]: sets jdk.
find_jdk() {
    for jdk in ${1:-"${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java* /opt/java/* /opt/jdk*}; do
        [ -x "$jdk/bin/jlink" ] && [ -r "$jdk/release" ] || continue
        release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$jdk/release")
        [ "${release:-0}" -lt "$least_jdk" ] || return 0
    done
    return 1
}

architecture() {
    case $(uname -m) in
        x86_64) echo x64 ;;
        *) uname -m ;;
    esac
}

make_runtime() {
    "$jdk/bin/jlink" --add-modules "$modules" --no-header-files --no-man-pages --compress zip-6 --generate-cds-archive \
        --output "$1"
    # For heaps of more than 32 GB alone: such a process starts without it, a little later.
    rm -f "$1/lib/server/classes_nocoops.jsa"
}
