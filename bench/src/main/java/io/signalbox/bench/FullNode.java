package io.signalbox.bench;

import io.signalbox.dataplane.config.ConfigApplier;
import io.signalbox.dataplane.config.ConfigThread;
import io.signalbox.dataplane.config.ImagePublisher;
import io.signalbox.dataplane.config.NodeEnvironment;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.control.ControlPlaneClient;
import io.signalbox.dataplane.control.NodeIdentity;
import io.signalbox.dataplane.control.NodeReports;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The real client of the config stream and the real image builder; only that nothing is listened to. */
final class FullNode implements SimulatedNode {

    private final ConfigThread thread = new ConfigThread();
    private final ProblemBoard problems = new ProblemBoard();
    private final ConfigApplier applier = new ConfigApplier(
            new ImagePublisher(List.of()),
            problems,
            new NodeEnvironment(
                    name -> Optional.empty(),
                    server -> {
                        throw new IllegalArgumentException("there is no TLS here");
                    },
                    backend -> {
                        throw new IllegalArgumentException("there is no TLS here");
                    }));
    private final ControlPlaneClient client;

    FullNode(NodeIdentity identity) throws IOException {
        client = new ControlPlaneClient(identity, thread, applier, problems, NodeReports.NOTHING, failure -> {});
        client.start();
    }

    @Override
    public long version() {
        return applier.applied().version();
    }

    @Override
    public void close() {
        client.close();
        thread.close();
    }
}
