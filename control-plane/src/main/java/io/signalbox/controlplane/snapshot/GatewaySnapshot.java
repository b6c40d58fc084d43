package io.signalbox.controlplane.snapshot;

import com.google.protobuf.ByteString;
import io.signalbox.controlplane.certificate.PinnedCertificate;
import io.signalbox.controlplane.gateway.GatewayService.GatewayState;
import io.signalbox.controlplane.gateway.HeldVersion;
import io.signalbox.controlplane.gateway.Removed;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.resources.ResourceSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The configuration of a gateway at a version: how it is sent to a node that holds another, or none, and what decides
 * who may have it. What is sent is serialised once for all nodes that hold the same.
 */
public final class GatewaySnapshot {

    /** The version of a node that holds nothing, or an unknown version. */
    public static final long NOTHING = 0;

    private static final int MAX_SHARED = 16; // serialised forms that are kept

    /** Beyond this many resources, a delta that has most of them gives way to the snapshot, which all nodes share. */
    private static final int LARGE_DELTA = 1_000;

    private final GatewayState gateway;
    private final ResourceSet resources;
    private final List<Removed> removed;
    private final List<PinnedCertificate> pinned;
    private final StateDigests proof;
    private final Object history; // the same in all that came, change by change, of one reading of everything
    private final Map<Long, List<byte[]>> messages = new HashMap<>(); // by the version they lead on from

    GatewaySnapshot(
            GatewayState gateway,
            ResourceSet resources,
            List<Removed> removed,
            List<PinnedCertificate> pinned,
            Object history) {
        this.gateway = gateway;
        this.resources = resources;
        this.removed = removed.stream()
                .filter(gone -> gateway.remembersSince(gone.version() - 1))
                .toList();
        this.pinned = List.copyOf(pinned);
        this.history = history;
        proof = StateDigests.of(resources, gateway.version(), gateway.edition().toString());
    }

    public GatewaySnapshot(
            GatewayState gateway,
            Collection<Resource> resources,
            List<Removed> removed,
            List<PinnedCertificate> pinned) {
        this(gateway, ResourceSet.of(resources), removed, pinned, new Object());
    }

    /** What a change makes of this. */
    public GatewaySnapshot next(
            GatewayState newer,
            Collection<Resource> changed,
            List<Removed> gone,
            List<PinnedCertificate> certificates) {
        return new GatewaySnapshot(
                newer,
                resources.with(changed, keys(gone.stream())),
                Stream.concat(removed.stream(), gone.stream()).toList(),
                certificates,
                history);
    }

    public UUID gatewayId() {
        return gateway.id();
    }

    public long version() {
        return gateway.version();
    }

    public String minRuntimeVersion() {
        return gateway.minRuntimeVersion();
    }

    public UUID edition() {
        return gateway.edition();
    }

    GatewayState gateway() {
        return gateway;
    }

    StateDigests proof() {
        return proof;
    }

    /**
     * Whether changes lead from one of the two to the other. They do not, in particular, when the database was restored
     * from a backup in between.
     */
    public boolean sharesHistoryWith(GatewaySnapshot other) {
        return history.equals(other.history);
    }

    public boolean admits(String fingerprint) {
        return pinned.stream().anyMatch(certificate -> certificate.fingerprint().equals(fingerprint));
    }

    /** Whether this is the state that a node holds, by version, edition and content digest. */
    public boolean is(HeldVersion held, ByteString contentDigest) {
        return held.equals(gateway.held()) && proof.contentDigest().equals(contentDigest);
    }

    /** Whether a node that says it holds this version is sent a delta. */
    public boolean leadsOnFrom(long held) {
        return held > NOTHING && held < version() && gateway.remembersSince(held);
    }

    /**
     * The messages for a node that holds this version: a delta, or the whole snapshot where none leads on from there.
     * Whether the node's resources are ours at that version need not be known, and cannot be after a restart: the delta
     * bears the digest of what it leads to, so a node with others finds out and asks for everything.
     */
    public List<byte[]> since(long held) {
        long base = leadsOnFrom(held) ? held : NOTHING;
        synchronized (messages) {
            List<byte[]> made = messages.get(base);
            if (made == null) {
                made = base == NOTHING ? Chunks.whole(proof, resources.all()) : delta(base);
                if (messages.size() < MAX_SHARED) {
                    messages.put(base, made);
                }
            }
            return made;
        }
    }

    List<PinnedCertificate> pinned() {
        return pinned;
    }

    List<Resource> resources() {
        return resources.all();
    }

    private List<byte[]> delta(long base) {
        List<Resource> changed = resources.changedSince(base);
        List<ResourceKey> gone = keys(removed.stream().filter(one -> one.version() > base));
        int size = changed.size() + gone.size();
        return size > LARGE_DELTA && size > resources.size() / 2
                ? since(NOTHING)
                : Chunks.delta(base, proof, changed, gone);
    }

    private static List<ResourceKey> keys(Stream<Removed> removed) {
        return removed.flatMap(gone -> ResourceMapper.key(gone).stream()).toList();
    }
}
