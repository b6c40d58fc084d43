package io.signalbox.demo;

import io.signalbox.testbed.CommandLines;
import io.signalbox.testbed.Console;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.KafkaOptions;
import io.signalbox.testbed.ProcessFailedException;
import io.signalbox.testbed.ShutdownHook;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code signalbox kafka}: real brokers to try things out with, until Ctrl-C; and what is done to them from another terminal. */
public final class KafkaCommand {

    private static final int MOST_BROKERS = 9;
    private static final int HIGHEST_PORT = 65_535;
    private static final int DEFAULT_PORT = 9092;
    private static final String PORT = "--port";
    private static final String BROKERS = "--brokers";

    private KafkaCommand() {}

    public static void main(String[] arguments) {
        System.exit(CommandLines.run(spec(), arguments));
    }

    static CommandSpec spec() {
        CommandSpec kafka = CommandLines.command(
                        "signalbox kafka",
                        KafkaCommand::start,
                        "Starts real Kafka brokers on 127.0.0.1, with node ids from 0 on, until Ctrl-C or SIGTERM. Their data is"
                                + " thrown away then.",
                        "",
                        "The death of a broker ends nothing but that broker. To try failover, from another terminal:",
                        "  signalbox kafka kill 1     and later     signalbox kafka start 1",
                        "The first three brokers are the controllers, too: with fewer than two of three a cluster elects no controller.")
                .addOption(CommandLines.numberOption(
                        BROKERS, "N", "how many, 1 to " + MOST_BROKERS + "; 3 if this is left out"))
                .addOption(port("of broker 0, the others follow; 9092 if this is left out"));
        return kafka.addSubcommand(
                        "kill", ofBroker("kill", "Ends a broker at once (SIGKILL), as if its machine were lost."))
                .addSubcommand("stop", ofBroker("stop", "Ends a broker in order: it hands its leaderships over first."))
                .addSubcommand("start", ofBroker("start", "Starts a broker again, on the same port and data."))
                .addSubcommand("status", ofAll("status", "Says of each broker whether it runs."));
    }

    private static CommandSpec ofBroker(String word, String description) {
        return ofAll(word, description)
                .addPositional(PositionalParamSpec.builder()
                        .paramLabel("ID")
                        .required(true)
                        .arity("1")
                        .type(Integer.class)
                        .description("the broker's node id")
                        .build());
    }

    private static CommandSpec ofAll(String word, String description) {
        return CommandLines.command(word, KafkaCommand::tell, description)
                .addOption(port("that the brokers were started with; 9092 if this is left out"));
    }

    private static OptionSpec port(String description) {
        return CommandLines.numberOption(PORT, "P", description);
    }

    private static int start(ParseResult parsed) {
        int brokers = CommandLines.number(parsed, BROKERS, 3, 1, MOST_BROKERS);
        int port = CommandLines.number(parsed, PORT, DEFAULT_PORT, 1, HIGHEST_PORT - brokers + 1);
        List<Integer> taken = FreePorts.taken(port, brokers);
        if (!taken.isEmpty()) {
            Console.complain("taken on 127.0.0.1: " + ports(taken) + ". Choose others with --port.");
            return 1;
        }
        return serve(KafkaOptions.brokers(brokers).withFirstPort(port), port);
    }

    private static int serve(KafkaOptions options, int port) {
        String portOption = port == DEFAULT_PORT ? "" : " --port " + port;
        try (KafkaCluster cluster = KafkaCluster.start(options);
                KafkaControl control = KafkaControl.open(port, cluster)) {
            Console.say("kafka is ready: bootstrap servers " + cluster.bootstrapServers());
            Console.say("to try failover, from another terminal: signalbox kafka kill 1" + portOption
                    + ", signalbox kafka start 1" + portOption + " (kafka --help says more)");
            while (control.isOpen()) {
                cluster.awaitDeath().ifPresent(dead -> {
                    if (!ShutdownHook.soonUnderWay()) {
                        Console.complain(Console.message(dead.why()));
                        Console.complain("the others go on; to start it again: signalbox kafka start " + dead.nodeId()
                                + portOption);
                    }
                });
            }
            return 1;
        } catch (ProcessFailedException | IOException e) {
            if (!ShutdownHook.soonUnderWay()) {
                Console.complain(Console.message(e));
            }
            return 1;
        }
    }

    private static int tell(ParseResult parsed) {
        int port = CommandLines.number(parsed, PORT, DEFAULT_PORT, 1, HIGHEST_PORT);
        String word = parsed.commandSpec().name();
        String order = parsed.hasMatchedPositional(0) ? word + " " + parsed.matchedPositionalValue(0, 0) : word;
        try {
            KafkaControl.Answer answer = KafkaControl.tell(port, order);
            if (answer.done()) {
                Console.say(answer.text());
                return 0;
            }
            Console.complain(answer.text());
        } catch (IOException e) {
            Console.complain("no brokers of yours that were started by signalbox kafka are at port " + port + " ("
                    + Console.message(e) + ")");
        }
        return 1;
    }

    private static String ports(List<Integer> taken) {
        return (taken.size() == 1 ? "port " : "ports ")
                + taken.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
