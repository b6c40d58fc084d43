package io.signalbox.controlplane.stream;

import io.signalbox.controlplane.snapshot.GatewaySnapshot;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a stream still has to send: one state and never a queue. A state that was begun is sent to its end, since chunks
 * of one version follow each other; of those that come meanwhile only the newest is kept, and is sent as a delta from
 * what was sent last. One that is not what changes made of that is sent whole. Not safe for threads.
 */
final class Outbox {

    private @Nullable GatewaySnapshot waiting;
    private @Nullable GatewaySnapshot latest;
    private Iterator<byte[]> chunks = List.<byte[]>of().iterator();
    private long sentVersion;
    private long highestVersion;
    private long base = GatewaySnapshot.NOTHING; // what the node holds once it has applied all that was sent
    private long resentVersion; // the last one that was sent whole because the node asked
    private boolean asked;

    /** The node came with this state already. */
    void hold(GatewaySnapshot snapshot) {
        sent(snapshot);
    }

    /** The node came with this older version. */
    void leadOnFrom(long version) {
        base = version;
    }

    /** A state that was sent is not sent again, whatever the node made of it. */
    void offer(GatewaySnapshot snapshot) {
        GatewaySnapshot newest = waiting == null ? latest : waiting;
        if (newest == null || !snapshot.sharesHistoryWith(newest) || snapshot.version() > newest.version()) {
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
            boolean leadsOn = latest == null || waiting.sharesHistoryWith(latest);
            chunks = waiting.since(asked || !leadsOn ? GatewaySnapshot.NOTHING : base)
                    .iterator();
            if (!leadsOn) {
                resentVersion = 0; // of another history, whose numbers say nothing here
            }
            sent(waiting);
            resentVersion = asked ? sentVersion : resentVersion;
            waiting = null;
            asked = false;
        }
        return chunks.hasNext() ? Optional.of(chunks.next()) : Optional.empty();
    }

    /** The highest version that the node may answer; 0 = none. */
    long highestVersion() {
        return highestVersion;
    }

    /** For nodes of earlier releases, which answer with the number alone. */
    Optional<UUID> editionOf(long version) {
        return latest != null && latest.version() == version ? Optional.of(latest.edition()) : Optional.empty();
    }

    private void sent(GatewaySnapshot snapshot) {
        latest = snapshot;
        base = snapshot.version();
        sentVersion = snapshot.version();
        highestVersion = Math.max(highestVersion, sentVersion);
    }
}
