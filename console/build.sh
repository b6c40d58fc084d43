#!/bin/sh
# Builds the console into target/classes/console, by npm, when something changed since the last time: dependencies, types of
# the API, checks, tests, bundle. Where that cannot be done it says so in a line, and fails only when told "required".
set -eu
cd "$(dirname "$0")"
required=${1:-optional}
built=target/classes/console
log=target/npm.log
limit_seconds=600

left_out() {
    rm -rf "$built" target/console.stamp
    if [ "$required" = required ]; then
        echo "console: cannot be built: $1" >&2
        exit 1
    fi
    echo "console: left out, /console will say so: $1"
    exit 0
}

broken() {
    rm -rf "$built" target/console.stamp
    cat "$log" >&2
    echo "console: $1" >&2
    exit 1
}

digest() {
    # Names and contents, in an order that depends on neither the machine nor the language.
    { find "$@" -type f -not -path 'src/generated/*' | LC_ALL=C sort | tr '\n' '\0' | xargs -0 cksum; node --version; } | cksum
}

command -v npm >/dev/null || left_out "there is no npm in the PATH"
command -v node >/dev/null || left_out "there is no node in the PATH"
node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1)' ||
    left_out "node $(node --version) is too old, it takes 20.19 or 22.12 or a later one"

mkdir -p target/classes
sources=$(digest src scripts public index.html package.json package-lock.json tsconfig.json vite.config.ts build.sh ../api-spec/openapi.yaml)
if [ -f "$built/index.html" ] && [ "$(cat target/console.stamp 2>/dev/null)" = "$sources" ]; then
    exit 0
fi

dependencies=$(digest package.json package-lock.json)
if [ "$(cat node_modules/.signalbox-stamp 2>/dev/null)" != "$dependencies" ]; then
    # No dependency runs a script of its own here; and an unreachable registry is not waited for as long as npm would.
    if ! timeout "$limit_seconds" npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-retries=1 \
        --fetch-timeout=60000 >"$log" 2>&1; then
        left_out "npm ci failed, $PWD/$log has why"
    fi
    echo "$dependencies" >node_modules/.signalbox-stamp
fi

rm -rf "$built" target/console.stamp
npm run --silent generate >"$log" 2>&1 || broken "the API's document could not be read"
npm run --silent test >"$log" 2>&1 || broken "tests failed"
npm run --silent build >"$log" 2>&1 || broken "does not compile"
echo "$sources" >target/console.stamp
