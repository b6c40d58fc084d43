package io.signalbox.demo;

import io.signalbox.testbed.CommandLines;
import io.signalbox.testbed.Console;
import io.signalbox.testbed.KafkaClients;
import io.signalbox.testbed.ProcessFailedException;
import io.signalbox.testbed.ShutdownHook;
import io.signalbox.testbed.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code signalbox demo}: the guided tour, until Ctrl-C or, with {@code --exit}, until its last check. */
public final class Demo {

    private static final String EXIT = "--exit";
    private static final String KAFKA = "--kafka";

    private Demo() {}

    public static void main(String[] arguments) {
        System.exit(CommandLines.run(spec(), arguments));
    }

    static CommandSpec spec() {
        return CommandLines.command(
                        "signalbox demo",
                        parsed -> run(arguments(parsed)),
                        "Starts a control plane, three Kafka brokers and a node on this machine, declares a virtual cluster over the"
                                + " REST API, and uses it with ordinary Kafka clients, telling what it does; then two more, with TLS,"
                                + " at one port, told apart by name.",
                        "Everything stays up until Ctrl-C, and nothing of it is left behind.")
                .addOption(OptionSpec.builder(EXIT)
                        .description("end after the last check: with 0 when every check held, with 1 otherwise")
                        .build())
                .addOption(OptionSpec.builder(KAFKA)
                        .paramLabel("HOST:PORT[,HOST:PORT...]")
                        .type(String.class)
                        .description(
                                "put the gateway in front of these brokers (plaintext, no authentication) instead of starting"
                                        + " any; topics that the tour creates there are removed at its end")
                        .build());
    }

    static DemoArguments arguments(ParseResult parsed) {
        try {
            @Nullable String kafka = parsed.matchedOptionValue(KAFKA, null);
            return new DemoArguments(parsed.hasMatchedOption(EXIT), Optional.ofNullable(kafka));
        } catch (IllegalArgumentException e) {
            throw CommandLines.refused(parsed, Console.message(e));
        }
    }

    private static int run(DemoArguments arguments) {
        TourReport report = new TourReport();
        try (Stage stage = new Stage()) {
            return show(arguments, stage, report);
        }
    }

    private static int show(DemoArguments arguments, Stage stage, TourReport report) {
        try {
            Tour.Result result = new Tour(arguments, stage, report).run();
            conclude(report, stage);
            if (!arguments.exit()) {
                goOn(arguments, result, stage);
            }
        } catch (RuntimeException e) {
            if (ShutdownHook.soonUnderWay()) {
                return 1; // Ctrl-C: what failed, failed because it was stopped
            }
            stage.keepFolder();
            Console.complain("");
            Console.complain("The tour cannot go on: " + Console.message(e));
            Console.complain("Logs are kept in " + stage.folder());
            return 1;
        }
        return report.failures() == 0 ? 0 : 1;
    }

    private static void conclude(TourReport report, Stage stage) {
        Console.say("");
        if (report.failures() == 0) {
            Console.say("All " + report.checks() + " checks held, after " + report.seconds() + " s.");
        } else {
            stage.keepFolder();
            Console.say(report.failures() + " of " + report.checks() + " checks FAILED. Logs are kept in "
                    + stage.folder());
        }
    }

    /** Brokers of the user's own are left alone: what runs for hours would leave its records there. */
    private static void goOn(DemoArguments arguments, Tour.Result result, Stage stage) {
        if (arguments.kafka().isPresent()) {
            howToGoOn(result, stage.folder());
            stayUp(stage);
            return;
        }
        try (Traffic traffic =
                Traffic.start(KafkaClients.plaintext(result.bootstrap()), (short) result.replicationFactor())) {
            howToGoOn(result, stage.folder());
            Console.say("Some records a second go through it meanwhile, in the topic " + traffic.topic() + ".");
            stayUp(stage);
        }
    }

    private static void howToGoOn(Tour.Result result, Path folder) {
        Path token = result.controlPlane().adminTokenFile();
        Console.say("""

                It stays up until Ctrl-C. In a browser on this machine:

                  %s/console
                  with the token  %s

                In another terminal:

                  kcat -b %s -L
                %s
                  curl -s -H "Authorization: Bearer $(cat '%s')" %s/v1/event-gateways

                Logs are in %s
                """.formatted(
                        result.controlPlane().baseUri(),
                        result.controlPlane().adminToken(),
                        result.bootstrap(),
                        String.join("\n", result.byName()).indent(2).stripTrailing(),
                        token,
                        result.controlPlane().baseUri(),
                        folder));
    }

    private static void stayUp(Stage stage) {
        // Longer than anybody stays; the limit is there because every wait has one.
        Wait.until(() -> stage.ended().isPresent(), Duration.ofDays(365));
        Optional<ProcessFailedException> ended = stage.ended();
        if (ended.isPresent()) {
            throw ended.get();
        }
    }
}
