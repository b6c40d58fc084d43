package io.signalbox.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code signalbox demo}: the guided tour, until Ctrl-C or, with {@code --exit}, until its last check. */
public final class Demo {

    private static final String HELP = """
            usage: signalbox demo [--exit] [--kafka HOST:PORT[,HOST:PORT...]]

            Starts a control plane, three Kafka brokers and a node on this machine, declares a virtual
            cluster over the REST API, and uses it with ordinary Kafka clients, telling what it does;
            then two more, with TLS, at one port, told apart by name.
            Everything stays up until Ctrl-C, and nothing of it is left behind.

              --exit    end after the last check: with 0 when every check held, with 1 otherwise
              --kafka   put the gateway in front of these brokers (plaintext, no authentication) instead
                        of starting any; topics that the tour creates there are removed at its end
            """;

    private Demo() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> line) {
        DemoArguments arguments;
        try {
            arguments = DemoArguments.parse(line);
        } catch (IllegalArgumentException e) {
            Console.complain(Console.message(e));
            Console.complain(HELP);
            return 2;
        }
        if (arguments.help()) {
            Console.say(HELP);
            return 0;
        }
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
                howToGoOn(result, stage.folder());
                stayUp(stage);
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

    private static void howToGoOn(Tour.Result result, Path folder) {
        Path token = result.controlPlane().adminTokenFile();
        Console.say("""

                It stays up until Ctrl-C. To go on, in another terminal:

                  kcat -b %s -L
                %s
                  curl -s -H "Authorization: Bearer $(cat '%s')" %s/v1/event-gateways

                Logs are in %s
                """.formatted(
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
