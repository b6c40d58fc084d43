package io.signalbox.controlplane.stream;

import io.signalbox.controlplane.snapshot.GatewaySnapshot;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a stream still has to send: one state and never a queue. A state that was begun is sent to its end, since chunks
 * of one version follow each other; of those that come meanwhile only the newest is kept. Not safe for threads.
 */
final class Outbox {

    private @Nullable GatewaySnapshot waiting;
    private @Nullable GatewaySnapshot latest;
    private Iterator<byte[]> chunks = List.<byte[]>of().iterator();
    private long sentVersion;
    private long resentVersion;

    /** The node came with this state already. */
    void hold(GatewaySnapshot snapshot) {
        latest = snapshot;
        sentVersion = snapshot.version();
    }

    /** A version that was sent is not sent again, whatever the node made of it. */
    void offer(GatewaySnapshot snapshot) {
        if (snapshot.version() > sentVersion && (waiting == null || snapshot.version() > waiting.version())) {
            waiting = snapshot;
        }
    }

    /** Sends the last state again, once: a node that asks twice for one version would ask for ever. */
    boolean resend() {
        if (latest == null || resentVersion == sentVersion) {
            return false;
        }
        resentVersion = sentVersion;
        if (waiting == null) {
            waiting = latest;
        }
        return true;
    }

    /** The next message. The version counts as sent from its first chunk on, so that its answer cannot come earlier. */
    Optional<byte[]> next() {
        if (!chunks.hasNext() && waiting != null) {
            sentVersion = waiting.version();
            latest = waiting;
            chunks = waiting.chunks().iterator();
            waiting = null;
        }
        return chunks.hasNext() ? Optional.of(chunks.next()) : Optional.empty();
    }

    /** The newest version that the node may answer; 0 = none. */
    long sentVersion() {
        return sentVersion;
    }
}
