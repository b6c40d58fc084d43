package io.signalbox.controlplane.body;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A limited number of bodies, the oldest first. */
final class BodyLimit {

    private final int limit;
    private final Set<ArrivingBody> taken = new LinkedHashSet<>();

    BodyLimit(int limit) {
        this.limit = limit;
    }

    /** Takes a place, and returns the body that has to be given up for it. */
    synchronized Optional<ArrivingBody> take(ArrivingBody body) {
        Optional<ArrivingBody> oldest = Optional.empty();
        if (taken.size() >= limit) {
            Iterator<ArrivingBody> all = taken.iterator();
            oldest = Optional.of(all.next());
            all.remove();
        }
        taken.add(body);
        return oldest;
    }

    synchronized void leave(ArrivingBody body) {
        taken.remove(body);
    }

    synchronized List<ArrivingBody> late(long now) {
        return taken.stream().filter(body -> body.isLate(now)).toList();
    }
}
