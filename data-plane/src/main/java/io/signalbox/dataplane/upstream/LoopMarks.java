package io.signalbox.dataplane.upstream;

import io.signalbox.dataplane.kafka.CheckMark;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The marks of checks that are under way, this node's and those that pass by. A mark cannot be guessed, and is worth
 * nothing once its check is over. For any thread.
 */
final class LoopMarks {

    private static final int RANDOM_BYTES = 16;
    /** Of other nodes. Who sends more of them than this at once gains a few connections, and no loop. */
    private static final int MAX_OTHERS = 4_096;

    private final SecureRandom random = seeded();
    private final Map<String, Own> own = new ConcurrentHashMap<>();
    private final Map<Passed, Boolean> others = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Passed, Boolean> eldest) {
            return size() > MAX_OTHERS;
        }
    };

    private record Own(UUID backendCluster, Consumer<String> onLoop) {}

    private record Passed(UUID backendCluster, String mark) {}

    /** One that draws on the system's entropy now and no more: marks are made on event loops, which read no device. */
    private static SecureRandom seeded() {
        try {
            SecureRandom random = SecureRandom.getInstance("DRBG");
            random.nextBytes(new byte[1]);
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has DRBG", e);
        }
    }

    /** A new mark for a check of an address of this backend cluster; {@code onLoop} is told where it came in again. */
    String issue(UUID backendCluster, Consumer<String> onLoop) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String mark = CheckMark.PREFIX + HexFormat.of().formatHex(bytes);
        own.put(mark, new Own(backendCluster, onLoop));
        return mark;
    }

    void forget(String mark) {
        own.remove(mark);
    }

    /**
     * A mark has come in, and would go on to this backend cluster.
     *
     * @return whether it has been there before, so that it must not go on
     */
    boolean isLoop(String mark, UUID backendCluster, String where) {
        Own issued = own.get(mark);
        if (issued != null) {
            if (issued.backendCluster().equals(backendCluster)) {
                issued.onLoop().accept(where);
                return true;
            }
        }
        synchronized (others) {
            return others.put(new Passed(backendCluster, mark), true) != null;
        }
    }
}
