package io.signalbox.testbed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares what a consumer was given with what was produced. */
final class RecordCheck {

    private RecordCheck() {}

    /** @throws CheckFailedException that says how many are lost, repeated or were never sent */
    static void requireSame(Collection<String> produced, Collection<String> consumed) {
        Set<String> expected = new HashSet<>(produced);
        Set<String> seen = new HashSet<>();
        long repeated = 0;
        long foreign = 0;
        for (String value : consumed) {
            if (!expected.contains(value)) {
                foreign++;
            } else if (!seen.add(value)) {
                repeated++;
            }
        }
        List<String> wrong = new ArrayList<>();
        if (seen.size() < expected.size()) {
            wrong.add(expected.size() - seen.size() + " lost");
        }
        if (repeated > 0) {
            wrong.add(repeated + " repeated");
        }
        if (foreign > 0) {
            wrong.add(foreign + " that were never sent");
        }
        if (!wrong.isEmpty()) {
            throw new CheckFailedException("of " + expected.size() + " records: " + String.join(", ", wrong));
        }
    }
}
