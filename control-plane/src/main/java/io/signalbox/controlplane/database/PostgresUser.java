package io.signalbox.controlplane.database;

import io.signalbox.controlplane.state.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The user that PostgreSQL runs as, which refuses root. An ordinary user runs it as itself. Root runs it in a user namespace,
 * where it does not see that it is root; where namespaces are closed, as in most containers, as the user nobody.
 */
@SuppressWarnings("ImmutableEnumChecker") // its list is an immutable one
enum PostgresUser {
    SELF(List.of(), -1),
    ROOT_IN_NAMESPACE(List.of("unshare", "-U"), 0),
    NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"), 65_534);

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Path ANYWHERE = Path.of("/");

    private final List<String> prefix;
    private final int owner;

    PostgresUser(List<String> prefix, int owner) {
        this.prefix = prefix;
        this.owner = owner;
    }

    static PostgresUser find() throws IOException {
        if (!isRoot()) {
            return SELF;
        }
        if (works(ROOT_IN_NAMESPACE)) {
            return ROOT_IN_NAMESPACE;
        }
        if (works(NOBODY)) {
            return NOBODY;
        }
        throw new StartException("the embedded database cannot run as root here: neither unshare nor setpriv works;"
                + " start as an ordinary user, or set SIGNALBOX_DATABASE_URL");
    }

    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    /** The numeric owner that its files must have; negative when they have the right one anyway. */
    int owner() {
        return owner;
    }

    private static boolean isRoot() throws IOException {
        return Command.run(LIMIT, ANYWHERE, List.of("id", "-u")).output().equals("0");
    }

    private static boolean works(PostgresUser user) {
        try {
            Command.Result result = Command.run(LIMIT, ANYWHERE, user.command(List.of("id", "-u")));
            return result.succeeded() && !result.output().equals("0");
        } catch (IOException e) {
            return false; // there is no such program
        }
    }
}
