package io.signalbox.controlplane.stream;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs refused nodes: for each reason one line in ten seconds, with the number of those before it. */
final class RefusalLog {

    private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Map<Refusal, Count> counts = new EnumMap<>(Refusal.class);

    synchronized void add(Refusal refusal, String description) {
        long now = System.nanoTime();
        Count count = counts.get(refusal);
        if (count != null && now - count.loggedAt < INTERVAL.toNanos()) {
            count.unsaid++;
            return;
        }
        log.info(
                "node refused reason={} detail=\"{}\" more={}",
                refusal.text(),
                description,
                count == null ? 0 : count.unsaid);
        counts.put(refusal, new Count(now));
    }

    private static final class Count {
        private final long loggedAt;
        private long unsaid;

        Count(long loggedAt) {
            this.loggedAt = loggedAt;
        }
    }
}
