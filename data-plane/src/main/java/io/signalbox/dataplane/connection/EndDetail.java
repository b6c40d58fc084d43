package io.signalbox.dataplane.connection;

import java.util.List;
import java.util.Optional;

/** What there is to say of a connection's end beside its reason. Made when somebody wants it: some of it is expensive. */
@FunctionalInterface
interface EndDetail {

    String text();

    /** The server name, where it was none that leads anywhere. */
    default Optional<String> serverName() {
        return Optional.empty();
    }

    /** Names like it that do. */
    default List<String> similarNames() {
        return List.of();
    }
}
