package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.signalbox.testbed.ApiException;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.ProcessOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Two control planes on one database, and a node that is with the one that is lost. */
@ExtendWith(OnStage.class)
class ReplicasE2E {

    private static final int CHANGES = 60;

    private final Stage stage;

    ReplicasE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void oneThatIsKilledInAStormOfChangesTakesNoneOfThemWithIt() throws Exception {
        Gateway gateway = stage.anotherGateway("replicas");
        int port = FreePorts.anyConsecutive(Stage.BROKERS + 1 + CHANGES);
        declare(gateway, port);
        ProcessOptions options = stage.nodeOptions("node-of-two");
        try (Replica second = stage.replica("second");
                NodeProcess node = NodeProcess.start(options, second.before(stage.access(gateway, "node-of-two")))) {
            Clients clients = new Clients("localhost:" + port);

            try (Load load = Load.on(clients, clients.createTopic(1))) {
                List<Integer> made = storm(gateway, second, port + Stage.BROKERS + 1);
                gateway.awaitApplied();
                load.awaitProgress(500);

                assertThat(made).hasSizeBetween(CHANGES - 1, CHANGES); // one may have been under way
                assertThat(made).allSatisfy(ReplicasE2E::assertIsOpen);
                assertThat(node.isReady()).isTrue();
                assertThat(load.connectionsClosed()).isZero();
                load.assertNothingLostRepeatedOrReordered();
            }
        }

        assertThat(Files.readString(stage.logOf("node-of-two"))).contains("no control plane, serving what is held: ");
    }

    @Test
    void aChangeThatIsMadeAtOneReachesTheNodesOfTheOther() throws Exception {
        Gateway gateway = stage.anotherGateway("replicas-too");
        ProcessOptions options = stage.nodeOptions("node-of-the-other");
        try (Replica second = stage.replica("another-second");
                NodeProcess node =
                        NodeProcess.start(options, second.before(stage.access(gateway, "node-of-the-other")))) {
            for (int change = 0; change < 5; change++) {
                int port = FreePorts.any();
                gateway.listener("listener-" + change, Integer.toString(port));
                await().untilAsserted(
                                () -> assertThatCode(() -> open(port).close()).doesNotThrowAnyException());
            }
            gateway.awaitApplied();
            assertThat(node.isReady()).isTrue();
        }
    }

    /** A listener at each of so many ports, made by two writers at once, one at each control plane; those that were made. */
    private static List<Integer> storm(Gateway gateway, Replica second, int firstPort) throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(2);
        LinkedBlockingQueue<Integer> left =
                new LinkedBlockingQueue<>(IntStream.range(0, CHANGES).boxed().toList());
        List<Integer> made = Collections.synchronizedList(new ArrayList<>());
        try {
            Gateway there = new Gateway(second.api, gateway.id());
            Future<?> here = writers.submit(() -> write(left, gateway, firstPort, made));
            Future<?> elsewhere = writers.submit(() -> write(left, there, firstPort, made));
            await().pollInterval(Duration.ofMillis(1)).until(() -> made.size() >= CHANGES / 3);
            second.kill();
            here.get();
            elsewhere.get();
        } finally {
            writers.shutdownNow();
        }
        return made;
    }

    private static void write(LinkedBlockingQueue<Integer> left, Gateway through, int firstPort, List<Integer> made) {
        for (Integer number = left.poll(); number != null; number = left.poll()) {
            int port = firstPort + number;
            try {
                through.listener("storm-" + number, Integer.toString(port));
            } catch (ApiException e) {
                return; // it is gone; what becomes of the rest is the other's affair
            }
            made.add(port);
        }
    }

    private static void assertIsOpen(int port) {
        assertThatCode(() -> open(port).close()).as("port " + port).doesNotThrowAnyException();
    }

    private static Socket open(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private void declare(Gateway gateway, int port) {
        JsonNode backend = gateway.backendCluster("brokers", stage.advertisedServers());
        JsonNode virtualCluster = gateway.virtualCluster("orders", backend);
        JsonNode listener = gateway.listener("main", port + "-" + (port + Stage.BROKERS));
        gateway.portMapping(listener, virtualCluster, Map.of());
    }
}
