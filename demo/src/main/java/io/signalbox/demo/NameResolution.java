package io.signalbox.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * How clients on this machine come from the tour's names to the loopback address. Some systems resolve whatever ends with
 * {@code .localhost}, others do not; nothing of the system's is changed for it.
 *
 * @param hostsFile with all of the names, for programs that can be given such a file
 * @param resolvedHere whether this process resolves them
 */
record NameResolution(Way way, List<String> names, Path hostsFile, boolean resolvedHere) {

    enum Way {
        /** The system resolves them. */
        SYSTEM,
        /** A program can be given a hosts file of its own, in a namespace of its own. */
        OWN_HOSTS_FILE,
        /** Only a line in the system's hosts file helps programs that are not written in Java. */
        NONE
    }

    NameResolution {
        names = List.copyOf(names);
    }

    /** Finds out by trying, and writes the file. */
    static NameResolution find(List<String> names, Path hostsFile) {
        return find(names, hostsFile, line -> {
            ShellCommand.Outcome outcome = new ShellCommand(line).run();
            return outcome.succeeded() && outcome.output().lines().allMatch(NameResolution::isLoopback);
        });
    }

    /** @param works runs a line that prints addresses, and tells whether it found them all, and none that is not loopback */
    static NameResolution find(List<String> names, Path hostsFile, Predicate<String> works) {
        try {
            Files.writeString(hostsFile, "127.0.0.1 localhost\n127.0.0.1 " + String.join(" ", names) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + hostsFile + ": " + e.getMessage(), e);
        }
        String lookUp = "getent ahosts " + String.join(" ", names);
        if (works.test(lookUp)) {
            return new NameResolution(Way.SYSTEM, names, hostsFile, true);
        }
        NameResolution own = new NameResolution(Way.OWN_HOSTS_FILE, names, hostsFile, false);
        return works.test(own.command(lookUp)) ? own : new NameResolution(Way.NONE, names, hostsFile, false);
    }

    /**
     * Has this process read the file, if it needs it. Java decides once where names come from: nobody may have looked up
     * any here before, nor may anybody look up others later.
     */
    NameResolution resolvingHere() {
        if (!resolvedHere) {
            System.setProperty("jdk.net.hosts.file", hostsFile.toString());
        }
        return new NameResolution(way, names, hostsFile, true);
    }

    /** Whether a {@link #command} resolves them. */
    boolean resolvedByCommands() {
        return way != Way.NONE;
    }

    /** A line for a shell in which a command resolves the names, if there is a way at all. */
    String command(String command) {
        return switch (way) {
            case SYSTEM, NONE -> command;
            case OWN_HOSTS_FILE ->
                "unshare -rm sh -c "
                        + ShellCommand.quoted("mount --bind " + ShellCommand.quoted(hostsFile.toString())
                                + " /etc/hosts && exec " + command);
        };
    }

    /** How the tour's own clients resolve the names. */
    String explanation() {
        if (way == Way.SYSTEM) {
            return "this machine resolves their names by itself";
        }
        return "this machine does not resolve their names: "
                + (resolvedHere
                        ? "the tour's clients read " + hostsFile
                        : "Java clients are not tried, since a hosts file would hide your brokers' names from them");
    }

    /** What a user has to do or to know before a {@link #command}; empty when nothing. */
    List<String> advice() {
        String line = "127.0.0.1 " + String.join(" ", names);
        return switch (way) {
            case SYSTEM -> List.of();
            case OWN_HOSTS_FILE ->
                List.of(
                        "# This machine does not resolve the names of analytics and payments: unshare gives kcat a",
                        "# hosts file of its own. It is not needed with this line in /etc/hosts:",
                        "# " + line);
            case NONE ->
                List.of(
                        "# This machine does not resolve the names of analytics and payments. First, as root:",
                        "echo '" + line + "' >> /etc/hosts");
        };
    }

    private static boolean isLoopback(String line) {
        return line.startsWith("127.") || line.startsWith("::1 ");
    }
}
