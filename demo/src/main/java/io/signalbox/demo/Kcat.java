package io.signalbox.demo;

import io.signalbox.testbed.CheckFailedException;
import java.nio.file.Path;
import java.util.Map;

/** The command line client, as a user would call it. */
record Kcat(NameResolution names, Path ca) {

    static boolean isInstalled() {
        return new ShellCommand("command -v kcat").run().succeeded();
    }

    /** A line for a shell that lists what is behind an address. */
    String list(String bootstrap) {
        return names.command("kcat -L -b " + bootstrap + " -X security.protocol=ssl -X ssl.ca.location="
                + ShellCommand.quoted(ca.toString()));
    }

    /** Runs that line as it is; it must show all of the brokers. */
    String requireBrokers(String bootstrap, Map<Integer, String> brokers) {
        ShellCommand.Outcome outcome = new ShellCommand(list(bootstrap)).run();
        boolean complete = brokers.entrySet().stream()
                .map(broker -> "broker " + broker.getKey() + " at " + broker.getValue())
                .allMatch(outcome.output()::contains);
        if (!outcome.succeeded() || !complete) {
            throw new CheckFailedException("it ended with exit code " + outcome.exitCode() + " and wrote: "
                    + outcome.output().strip());
        }
        return brokers.size() + " brokers at " + bootstrap;
    }
}
