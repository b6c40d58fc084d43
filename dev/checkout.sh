# What a checkout adds to the launcher, which reads this file: building what is missing or out of date, and a developer's commands.
# shellcheck shell=bash disable=SC2034,SC2154 # variables of the launcher

modules=$root
built=/target
jvm=/src/main/jvm

developer_usage() {
    cat <<'END'

In a checkout whatever is missing or out of date is built first, for which a JDK and Maven are needed. --as-built in front of the
command leaves that out. For developers:

  bench               what going through a node costs on this machine: throughput, latency, CPU and memory,
                      with a real broker, straight and through the node; takes the seconds of a phase
  bench-jmh           what the parts cost, by JMH, whose options it takes (-h lists them)
  bench-image         what a change costs a node's config thread, by the size of the configuration
  bench-connections   what new connections cost a node, by TLS and login; takes the seconds of a phase
  bench-cold          what a node costs that was just started, beside HAProxy where that is installed:
                      [--rounds N] [--seconds N]
  bench-attacks       what others notice while a node is attacked, and what the node holds: [--seconds N] [--only WORDS]
  bench-api           what the REST API stands, on a control plane of its own; takes the seconds of a phase
  bench-rollout       how long a change takes until the nodes have applied it, what is sent, what the
                      control plane uses
  bench-live          what topology and traffic take to be answered with 100 nodes and 1,000 virtual clusters, and
                      a change until it was read again; takes the seconds of traffic before that
  bench-scale         the same with a thousand nodes and more, and with several control planes (--help)
  soak                a long run under load, with changes and kills; every record is checked:
                      [--minutes N] [--rate N] [--kill-every SECONDS]
  bench-state         a node's state directory and settings, to measure a node without a control plane:
                      FOLDER PORT BROKER [CERTIFICATE KEY SUFFIX]
                      [allowed | judged | prefixed | untouched | aliased]
  archive [FILE]      packs what runs without this checkout: target/signalbox-VERSION.tar.gz
END
}

developer_command() {
    case $1 in
        bench)
            shift
            ready control-plane data-plane rehearsal testbed bench
            run_bench KafkaBench "$@"
            ;;
        bench-image)
            shift
            ready testbed bench
            run_bench ImageLoad "$@"
            ;;
        bench-connections)
            shift
            ready control-plane data-plane rehearsal testbed bench
            run_bench ConnectionLoad "$@"
            ;;
        bench-cold)
            shift
            ready control-plane data-plane rehearsal testbed bench
            run_bench ColdLoad "$@"
            ;;
        bench-attacks)
            shift
            ready control-plane data-plane rehearsal testbed bench
            run_bench AttackLoad "$@"
            ;;
        soak)
            shift
            ready control-plane data-plane rehearsal testbed bench
            run_bench SoakLoad "$@"
            ;;
        bench-api)
            shift
            ready control-plane bench
            run_bench ApiLoad "$@"
            ;;
        bench-rollout)
            shift
            ready control-plane bench
            run_bench RolloutLoad "$@"
            ;;
        bench-live)
            shift
            ready control-plane bench
            run_bench LiveLoad "$@"
            ;;
        bench-scale)
            shift
            ready control-plane bench
            run_bench ScaleLoad "$@"
            ;;
        bench-jmh)
            shift
            ready bench
            find_java
            run -Dlogback.configurationFile=bench-logback.xml -jar "$(jar_of bench)" "$@"
            ;;
        bench-state)
            shift
            ready data-plane rehearsal
            find_java
            run -cp "$(jar_of data-plane):$(jar_of rehearsal)" io.signalbox.rehearsal.StateFolder "$@"
            ;;
        archive)
            shift
            ready control-plane data-plane rehearsal demo
            archive "$@"
            ;;
        *) return 1 ;;
    esac
}

run_bench() {
    main=$1
    shift
    find_java
    run "-Dsignalbox.home=$root" -Dlogback.configurationFile=bench-logback.xml \
        -cp "$(jar_of testbed):$(jar_of bench)" "io.signalbox.bench.$main" "$@"
}

# ---- Build ---------------------------------------------------------------------------------------------------------

# The folders that a module is built from: its own, and those of the modules that its pom names, and theirs.
sources_of() {
    local sources=" " next=$1 names name
    while [ -n "$next" ]; do
        names=$next
        next=
        for name in $names; do
            case $sources in *" $name "*) continue ;; esac
            [ -f "$root/$name/pom.xml" ] || continue
            sources="$sources$name "
            next="$next $(sed -n '/<groupId>io.signalbox</{n;s/.*<artifactId>\(.*\)<\/artifactId>.*/\1/p;}' "$root/$name/pom.xml")"
        done
    done
    echo "pom.xml$sources"
}

# Whether a module's jar is missing or older than a source. Maven leaves a jar alone whose content would be the same,
# so that its age alone does not tell: a stamp remembers when we built last.
out_of_date() {
    jar=$(jar_of "$1")
    stamp=$root/$1/target/launcher.stamp
    [ -f "$jar" ] || return 0
    [ -f "$stamp" ] || stamp=$jar
    # shellcheck disable=SC2046 # the names of our own folders
    changed=$(cd "$root" && find $(sources_of "$1") -type d \( -name target -o -name node_modules -o -name generated \) -prune -o \
        -type f \( -path '*/src/main/*' -o -path 'console/*' -o -name pom.xml \) -newer "$jar" -newer "$stamp" -print | head -n 1)
    [ -n "$changed" ]
}

any_out_of_date() {
    for module in "$@"; do
        if out_of_date "$module"; then
            return 0
        fi
    done
    return 1
}

# Two launchers that are started at once must not build into the same folders.
lock() {
    mkdir -p "$root/target" 2>/dev/null && [ -w "$root/target" ] ||
        fail "cannot write to $root/target, and something has to be built"
    until mkdir "$root/target/launcher.lock" 2>/dev/null; do
        holder=$(cat "$root/target/launcher.lock/pid" 2>/dev/null || true)
        if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
            rm -rf "$root/target/launcher.lock"
        else
            sleep 1
        fi
    done
    maven=
    trap '[ -z "$maven" ] || kill "$maven" 2>/dev/null; rm -rf "$root/target/launcher.lock"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    echo $$ >"$root/target/launcher.lock/pid"
}

unlock() {
    rm -rf "$root/target/launcher.lock"
    trap - EXIT INT TERM
}

ready() {
    any_out_of_date "$@" || return 0
    find_java javac
    command -v mvn >/dev/null || fail "Maven (mvn) is needed to build, and is not in the PATH"
    lock
    if any_out_of_date "$@"; then
        build "$@"
    fi
    unlock
}

build() {
    needed=$(echo "$*" | tr ' ' ',')
    log=$root/target/launcher.log
    echo "signalbox: building $needed (the first time takes minutes; output in $log)" >&2
    touch "$root/target/launcher.begun"
    begun=$(date +%s)
    # Without tests and without the checks of a newer compiler: they are for changing the code.
    (cd "$root" && JAVA_HOME=$java_home exec mvn -B -ntp -Dmaven.test.skip=true -P '!error-prone' package \
        -pl "$needed" -am) >"$log" 2>&1 </dev/null &
    maven=$!
    show_progress
    if ! wait "$maven"; then
        maven=
        tail -n 40 "$log" >&2
        fail "the build failed"
    fi
    maven=
    for module in "$@"; do
        touch -r "$root/target/launcher.begun" "$root/$module/target/launcher.stamp"
    done
    echo "signalbox: built in $(($(date +%s) - begun)) s" >&2
}

# The module that is being built, until Maven has ended: on a terminal in one line that changes, else a line for each.
show_progress() {
    shown=
    while kill -0 "$maven" 2>/dev/null; do
        now=$(sed -n 's/^\[INFO\] Building \([^ ]*\) .*\[\([0-9]*\)\/\([0-9]*\)\]$/\1 (\2 of \3)/p' "$log" | tail -n 1)
        line="signalbox:   ${now:-looking at what there is}, after $(($(date +%s) - begun)) s"
        if [ -t 2 ]; then
            printf '\r\033[K%s' "$line" >&2
        elif [ -n "$now" ] && [ "$now" != "$shown" ]; then
            printf '%s\n' "$line" >&2
        fi
        shown=$now
        sleep 1
    done
    if [ -t 2 ]; then
        printf '\r\033[K' >&2
    fi
}

# ---- Archive -------------------------------------------------------------------------------------------------------

# An installation: this launcher and what it starts, without a line of this file.
archive() {
    version=$(sed -n 's/^  <version>\(.*\)<\/version>.*/\1/p' "$root/pom.xml" | head -n 1)
    name=signalbox-$version
    file=${1:-$root/target/$name.tar.gz}
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    "$root/dist/lay-out.sh" "$work/$name" control-plane data-plane rehearsal demo
    mkdir -p "$(dirname "$file")"
    tar -C "$work" --owner=0 --group=0 --mode=a+rX,go-w -caf "$file" "$name"
    rm -rf "$work"
    trap - EXIT INT TERM
    echo "$file"
}
