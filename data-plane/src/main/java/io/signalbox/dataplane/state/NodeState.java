package io.signalbox.dataplane.state;

import io.signalbox.dataplane.config.ConfigThread;
import io.signalbox.dataplane.config.Resources;
import io.signalbox.dataplane.upstream.KnownBrokers;
import io.signalbox.proto.config.v1.BackendAddresses;
import io.signalbox.proto.config.v1.LastKnownGood;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.routing.HostPort;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps on disk what the node runs, some tenths of a second after it changed, and gives it back at the next start. */
public final class NodeState {

    private static final Logger LOG = LoggerFactory.getLogger(NodeState.class);
    /** Changes come in bursts, and forcing a file to disk takes its time. */
    private static final Duration GATHER = Duration.ofMillis(300);

    private final StateFile file;
    private final ConfigThread thread;
    private final Supplier<Resources> applied;
    private final Supplier<Map<UUID, KnownBrokers>> brokers;
    private boolean planned;
    private boolean failing;

    /** All its methods but {@link #read} belong to {@code thread}. */
    public NodeState(
            StateFile file,
            ConfigThread thread,
            Supplier<Resources> applied,
            Supplier<Map<UUID, KnownBrokers>> brokers) {
        this.file = file;
        this.thread = thread;
        this.applied = applied;
        this.brokers = brokers;
    }

    /** What a node ran, and where its brokers were. */
    public record Kept(Resources resources, Map<UUID, KnownBrokers> brokers) {}

    /** Of the last run, as far as it is whole. */
    public static Optional<Kept> read(StateFile file) {
        return file.read(content -> {
            LastKnownGood state = LastKnownGood.parseFrom(content);
            Snapshot snapshot = state.getSnapshot();
            Resources resources =
                    Resources.of(snapshot.getVersion(), snapshot.getEdition(), snapshot.getResourcesList());
            if (!resources.prove(snapshot.getDigest(), snapshot.getContentDigest())) {
                throw new IOException("its digest differs from what it holds");
            }
            return new Kept(resources, brokers(state));
        });
    }

    /** Something of it changed: it is written soon. */
    public void changed() {
        if (!planned) {
            planned = true;
            thread.after(GATHER, this::flush);
        }
    }

    /** Writes now what would be written soon. */
    public void flush() {
        if (!planned) {
            return;
        }
        planned = false;
        Resources resources = applied.get();
        if (resources.version() == 0) {
            return;
        }
        try {
            file.write(message(resources, brokers.get()).toByteArray());
            failing = false;
        } catch (IOException e) {
            if (!failing) { // a full disk stays full for a while
                LOG.warn("state is not kept: version={} reason=\"{}\"", resources.version(), e.toString());
            }
            failing = true;
        }
    }

    private static LastKnownGood message(Resources resources, Map<UUID, KnownBrokers> known) {
        LastKnownGood.Builder state = LastKnownGood.newBuilder()
                .setSnapshot(Snapshot.newBuilder()
                        .setVersion(resources.version())
                        .setEdition(resources.edition())
                        .addAllResources(resources.all())
                        .setLast(true)
                        .setDigest(resources.digest())
                        .setContentDigest(resources.contentDigest()));
        known.forEach((id, backend) -> {
            BackendAddresses.Builder addresses = BackendAddresses.newBuilder().setBackendClusterId(id.toString());
            backend.bootstrapServers().forEach(server -> addresses.addBootstrapServers(server.toString()));
            backend.addresses().forEach((nodeId, address) -> addresses.putAddresses(nodeId, address.toString()));
            state.addBackends(addresses);
        });
        return state.build();
    }

    private static Map<UUID, KnownBrokers> brokers(LastKnownGood state) throws IOException {
        Map<UUID, KnownBrokers> known = new HashMap<>();
        try {
            for (BackendAddresses backend : state.getBackendsList()) {
                List<HostPort> servers = new ArrayList<>();
                backend.getBootstrapServersList().forEach(server -> servers.add(HostPort.parse(server)));
                Map<Integer, HostPort> addresses = new HashMap<>();
                backend.getAddressesMap().forEach((nodeId, address) -> addresses.put(nodeId, HostPort.parse(address)));
                known.put(UUID.fromString(backend.getBackendClusterId()), new KnownBrokers(servers, addresses));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("it names an address that is none", e);
        }
        return known;
    }
}
