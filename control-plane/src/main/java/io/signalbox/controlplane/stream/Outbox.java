package io.signalbox.controlplane.stream;

import io.signalbox.controlplane.snapshot.GatewaySnapshot;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a stream still has to send: one state and never a queue. A state that was begun is sent to its end, since chunks
 * of one version follow each other; of those that come meanwhile only the newest is kept, and is sent as a delta from
 * what was sent last. Not safe for threads.
 */
final class Outbox {

    private @Nullable GatewaySnapshot waiting;
    private @Nullable GatewaySnapshot latest;
    private Iterator<byte[]> chunks = List.<byte[]>of().iterator();
    private long sentVersion;
    private long base = GatewaySnapshot.NOTHING; // what the node holds once it has applied all that was sent
    private long resentVersion; // the last one that was sent whole because the node asked
    private boolean asked;

    /** The node came with this state already. */
    void hold(GatewaySnapshot snapshot) {
        latest = snapshot;
        sentVersion = snapshot.version();
        base = snapshot.version();
    }

    /** The node came with this older version. */
    void leadOnFrom(long version) {
        base = version;
    }

    /** A version that was sent is not sent again, whatever the node made of it. */
    void offer(GatewaySnapshot snapshot) {
        if (snapshot.version() > sentVersion && (waiting == null || snapshot.version() > waiting.version())) {
            waiting = snapshot;
        }
    }

    /**
     * The node could not make this version of what it holds, so the newest is sent whole; once, since a node that asks
     * twice for one version would ask for ever. It asks as well for each delta that follows one it could not use: what
     * is sent whole answers them all.
     */
    boolean resend(long version) {
        long about = version > 0 && version < sentVersion ? version : sentVersion;
        if (latest == null || about <= resentVersion) {
            return false;
        }
        asked = true;
        if (waiting == null) {
            waiting = latest;
        }
        return true;
    }

    /** The next message. The version counts as sent from its first chunk on, so that its answer cannot come earlier. */
    Optional<byte[]> next() {
        if (!chunks.hasNext() && waiting != null) {
            chunks = waiting.since(asked ? GatewaySnapshot.NOTHING : base).iterator();
            sentVersion = waiting.version();
            resentVersion = asked ? sentVersion : resentVersion;
            base = sentVersion;
            latest = waiting;
            waiting = null;
            asked = false;
        }
        return chunks.hasNext() ? Optional.of(chunks.next()) : Optional.empty();
    }

    /** The newest version that the node may answer; 0 = none. */
    long sentVersion() {
        return sentVersion;
    }
}
