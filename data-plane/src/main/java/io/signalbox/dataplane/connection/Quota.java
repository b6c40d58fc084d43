package io.signalbox.dataplane.connection;

import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** How many of something each key has, where that is limited; without a limit nothing is kept. For any thread. */
final class Quota<K> {

    private final OptionalInt limit;
    private final ConcurrentHashMap<K, Integer> taken = new ConcurrentHashMap<>();

    Quota(OptionalInt limit) {
        this.limit = limit;
    }

    boolean isLimited() {
        return limit.isPresent();
    }

    /** Whether the key could have one more; it must give it back. */
    boolean take(K key) {
        if (taken.merge(key, 1, Integer::sum) <= limit.orElse(Integer.MAX_VALUE)) {
            return true;
        }
        giveBack(key);
        return false;
    }

    void giveBack(K key) {
        taken.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }

    int keys() {
        return taken.size();
    }
}
