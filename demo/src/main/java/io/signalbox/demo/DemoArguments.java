package io.signalbox.demo;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code signalbox demo} was asked for.
 *
 * @param exit end by itself after the last check
 * @param kafka bootstrap servers of the user's own brokers
 */
record DemoArguments(boolean exit, Optional<String> kafka, boolean help) {

    private static final Pattern SERVERS = Pattern.compile("[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*");

    static DemoArguments parse(List<String> arguments) {
        Arguments parsed = Arguments.parse(arguments, Set.of("--exit", "--help", "-h"), Set.of("--kafka"));
        Optional<String> kafka = parsed.value("--kafka");
        kafka.filter(servers -> !SERVERS.matcher(servers).matches()).ifPresent(servers -> {
            throw new IllegalArgumentException("--kafka must be HOST:PORT[,HOST:PORT...], not " + servers);
        });
        return new DemoArguments(parsed.has("--exit"), kafka, parsed.has("--help") || parsed.has("-h"));
    }
}
