package io.signalbox.demo;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code signalbox demo} was asked for.
 *
 * @param exit end by itself after the last check
 * @param kafka bootstrap servers of the user's own brokers
 */
record DemoArguments(boolean exit, Optional<String> kafka) {

    private static final Pattern SERVERS = Pattern.compile("[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*");

    DemoArguments {
        kafka.filter(servers -> !SERVERS.matcher(servers).matches()).ifPresent(servers -> {
            throw new IllegalArgumentException("--kafka must be HOST:PORT[,HOST:PORT...], not " + servers);
        });
    }
}
