package io.signalbox.dataplane.listener;

import io.signalbox.routing.HostPort;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many of the image's sockets are open, and which are not.
 *
 * @param open of those that are declared
 * @param missing the first of those that are not open, in order
 * @param wereComplete whether all that were declared have been open at some time
 */
public record BoundSockets(int open, int declared, List<HostPort> missing, boolean wereComplete) {

    static final BoundSockets NONE = new BoundSockets(0, 0, List.of(), false);

    private static final int SHOWN = 5;

    /** What comes after this one. */
    BoundSockets next(Collection<HostPort> declared, Collection<HostPort> open) {
        List<HostPort> missing = declared.stream()
                .filter(socket -> !open.contains(socket))
                .sorted(Comparator.comparing(HostPort::host).thenComparingInt(HostPort::port))
                .toList();
        return new BoundSockets(
                declared.size() - missing.size(),
                declared.size(),
                missing.stream().limit(SHOWN).toList(),
                wereComplete || (missing.isEmpty() && !declared.isEmpty()));
    }

    public boolean isComplete() {
        return open == declared;
    }

    /**
     * Whether clients should be sent here. A node begins with every socket, or not at all; later, one that a change adds
     * and that cannot be opened must not take from clients all those that are open.
     */
    public boolean serve() {
        return isComplete() || (wereComplete && open > 0);
    }

    /** Says how many are open and which are not. */
    @Override
    public String toString() {
        Stream<String> shown = missing.stream().map(HostPort::toString);
        String more = declared - open > missing.size() ? ", ..." : "";
        return open + " of " + declared + " sockets are open"
                + (missing.isEmpty() ? "" : "; not open: " + String.join(", ", shown.toList()) + more);
    }
}
