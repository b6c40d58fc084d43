package io.signalbox.demo;

import java.util.List;
import java.util.stream.Collectors;

/** {@code signalbox kafka}: real brokers for whoever has none, until Ctrl-C. */
public final class KafkaCommand {

    private static final String HELP = """
            usage: signalbox kafka [--brokers N] [--port P]

            Starts N real Kafka brokers (default 3, node ids from 0 on) on the ports P, P+1, ... of
            127.0.0.1 (default 9092). Their data is thrown away when they end, with Ctrl-C or SIGTERM.
            """;

    private KafkaCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        KafkaArguments parsed;
        try {
            parsed = KafkaArguments.parse(arguments);
        } catch (IllegalArgumentException e) {
            Console.complain(Console.message(e));
            Console.complain(HELP);
            return 2;
        }
        if (parsed.help()) {
            Console.say(HELP);
            return 0;
        }
        List<Integer> taken = FreePorts.taken(parsed.port(), parsed.brokers());
        if (!taken.isEmpty()) {
            Console.complain("taken on 127.0.0.1: " + ports(taken) + ". Choose others with --port.");
            return 1;
        }
        return serve(KafkaOptions.brokers(parsed.brokers()).withFirstPort(parsed.port()));
    }

    private static int serve(KafkaOptions options) {
        try (KafkaCluster cluster = KafkaCluster.start(options)) {
            Console.say("kafka is ready: bootstrap servers " + cluster.bootstrapServers());
            throw cluster.awaitFailure();
        } catch (ProcessFailedException e) {
            if (!ShutdownHook.soonUnderWay()) {
                Console.complain(Console.message(e));
            }
            return 1;
        }
    }

    private static String ports(List<Integer> taken) {
        return (taken.size() == 1 ? "port " : "ports ")
                + taken.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
