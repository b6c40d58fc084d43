#!/usr/bin/env bash
# Looks for bytes that a reader does not stand, by coverage: fuzz.sh [SECONDS [TARGET...]]. SECONDS are for each target, 600 when they are
# left out; TARGETs are names of classes, all when there is none. What was learned is kept in fuzz/target/corpus for the next time,
# what was found is in fuzz/target/findings. Needs Maven, and the network the first time; on x86-64.
set -eu

root=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
seconds=${1:-600}
[ $# -eq 0 ] || shift
out=$root/fuzz/target
modules="credentials expression records data-plane control-plane"
cd "$root"
mkdir -p "$out/findings" "$out/log"

list=$(printf '%s,' $modules)
mvn -B -ntp -q test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/fuzz.classpath -pl "fuzz,${list%,}" -am
mvn -B -ntp -q -Pfuzz dependency:build-classpath -Dmdep.outputFile=target/jazzer.classpath -pl fuzz
jazzer=$(cat fuzz/target/jazzer.classpath)

status=0
for module in $modules; do
    classpath=$root/$module/target/test-classes:$root/$module/target/classes:$(cat "$module/target/fuzz.classpath")
    for file in $(cd "$module/src/test/java" && grep -rl 'implements FuzzTarget' . | sort); do
        class=$(echo "${file#./}" | sed 's/\.java$//; s#/#.#g')
        name=${class##*.}
        case " $* " in
            "  " | *" $name "*) ;;
            *) continue ;;
        esac
        corpus=$out/corpus/$name
        mkdir -p "$corpus"
        java -cp "$classpath" io.signalbox.fuzz.Jazzer "$class" "$out/seeds/$name"
        found=0
        nice -n 19 java -XX:TieredStopAtLevel=4 -Xmx1g --add-opens java.base/java.nio=ALL-UNNAMED -cp "$jazzer:$classpath" com.code_intelligence.jazzer.Jazzer \
            --target_class=io.signalbox.fuzz.Jazzer --target_args="$class" --instrumentation_includes='io.signalbox.**' \
            --custom_hook_excludes='**' --reproducer_path="$out/findings" -artifact_prefix="$out/findings/$name-" \
            -max_total_time="$seconds" -timeout=60 -rss_limit_mb=4096 -max_len=16384 -print_final_stats=1 "$corpus" "$out/seeds/$name" \
            >"$out/log/$name.log" 2>&1 || found=$?
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/log/$name.log")
        echo "$name: ${runs:-?} inputs, $(find "$corpus" -type f | wc -l) kept, $([ "$found" -eq 0 ] && echo nothing found || echo "FOUND: see $out/log/$name.log")"
        [ "$found" -eq 0 ] || status=1
    done
done
exit "$status"
