package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.EntityRef;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.routing.Printable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Consumers that a record holds up again and again: on the problem board until they get past it, or nobody has asked for it in a
 * while. For any thread.
 */
public final class StuckConsumers {

    /** Consumers that fail ask again at once, or after their process was started anew. */
    static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);

    /** As many are told apart; one topic may have thousands of partitions. */
    private static final int MAX_PLACES = 100;

    private static final int MAX_PROBLEMS = 20;
    private static final String SOURCE = "stuck consumers";

    private final ProblemBoard board;
    private final Map<Place, HeldUp> places = new LinkedHashMap<>();

    /** A partition, by the name that clients have for its topic. */
    record Place(EntityRef cluster, String topic, int partition) {}

    /**
     * What holds consumers up.
     *
     * @param times for which it did without a pause
     */
    private record HeldUp(long offset, String reason, int times, long lastNanos) {}

    public StuckConsumers(ProblemBoard board) {
        this.board = board;
    }

    /** Somebody asked for a record and did not get it. */
    synchronized void stuck(Place place, long offset, String reason, long nowNanos) {
        HeldUp before = places.get(place);
        if (before == null && places.size() >= MAX_PLACES) {
            return;
        }
        boolean again = before != null && before.offset() == offset;
        int times = again ? Math.min(Objects.requireNonNull(before).times() + 1, 2) : 1;
        places.put(place, new HeldUp(offset, reason, times, nowNanos));
        if ((times > 1 && Objects.requireNonNull(before).times() == 1) || (before != null && !again)) {
            report();
        }
    }

    /** Who was held up there has got past it, or wants it no more. */
    synchronized void movedOn(Place place) {
        if (places.remove(place) != null) {
            report();
        }
    }

    /** Forgets what nobody has asked for in a while; to be called every few seconds. */
    public synchronized void sweep(long nowNanos) {
        if (places.values().removeIf(heldUp -> nowNanos - heldUp.lastNanos() >= FORGOTTEN_AFTER.toNanos())) {
            report();
        }
    }

    private void report() {
        board.replace(
                SOURCE,
                places.entrySet().stream()
                        .filter(place -> place.getValue().times() > 1)
                        .limit(MAX_PROBLEMS)
                        .map(place -> problem(place.getKey(), place.getValue()))
                        .toList());
    }

    private static ConfigProblem problem(Place place, HeldUp heldUp) {
        return ConfigProblem.warning(
                place.cluster(),
                "virtual_cluster.consumer_stuck",
                "Consumers of the " + place.cluster() + " are held up again and again at offset " + heldUp.offset()
                        + " of partition " + place.partition() + " of the topic [" + Printable.name(place.topic())
                        + "]: " + heldUp.reason()
                        + ". They get past it once the policy or what it needs is mended, or by another failure mode,"
                        + " or when they are set to a later offset.");
    }
}
