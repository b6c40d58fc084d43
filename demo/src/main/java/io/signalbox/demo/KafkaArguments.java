package io.signalbox.demo;

import java.util.List;
import java.util.Set;

/** What {@code signalbox kafka} was asked for. */
record KafkaArguments(int brokers, int port, boolean help) {

    private static final int MOST_BROKERS = 9;
    private static final int HIGHEST_PORT = 65_535;

    static KafkaArguments parse(List<String> arguments) {
        Arguments parsed = Arguments.parse(arguments, Set.of("--help", "-h"), Set.of("--brokers", "--port"));
        int brokers = parsed.number("--brokers", 3, 1, MOST_BROKERS);
        int port = parsed.number("--port", 9092, 1, HIGHEST_PORT - brokers + 1);
        return new KafkaArguments(brokers, port, parsed.has("--help") || parsed.has("-h"));
    }
}
