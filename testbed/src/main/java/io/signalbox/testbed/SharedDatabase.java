package io.signalbox.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The embedded database of a control plane that runs, for further control planes beside it. */
public final class SharedDatabase {

    private static final Pattern STARTED = Pattern.compile("embedded database started port=(\\d+)");

    private SharedDatabase() {}

    /**
     * These options, with the database and the key of another control plane.
     *
     * @param first the other one's, which has written its log
     */
    public static ProcessOptions of(ProcessOptions first, ProcessOptions options) throws IOException {
        Path state = first.stateDir();
        String port = STARTED.matcher(Files.readString(first.log()))
                .results()
                .reduce((earlier, later) -> later)
                .map((MatchResult found) -> found.group(1))
                .orElseThrow();
        return options.withEnvironment("SIGNALBOX_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + port + "/postgres")
                .withEnvironment("SIGNALBOX_DATABASE_USER", "signalbox")
                .withEnvironment(
                        "SIGNALBOX_DATABASE_PASSWORD",
                        Files.readString(state.resolve("database-password")).strip())
                .withEnvironment(
                        "SIGNALBOX_SECRET_KEY_FILE", state.resolve("secret.key").toString());
    }
}
