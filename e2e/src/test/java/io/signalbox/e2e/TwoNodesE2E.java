package io.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.GatewayAccess;
import io.signalbox.testbed.NodeProcess;
import io.signalbox.testbed.ProcessOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Two nodes of one gateway, each at an address of its own, behind one name. */
@ExtendWith(OnStage.class)
class TwoNodesE2E {

    private static final String NAME = "two-nodes.example";

    private final Stage stage;

    TwoNodesE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void oneOfTwoNodesIsKilledAgainAndAgainAndNothingIsLost() throws Exception {
        int port = FreePorts.anyConsecutive(Stage.BROKERS + 1);
        Gateway gateway = declare(port);
        List<Member> members = new ArrayList<>();
        try {
            members.add(Member.start(stage, gateway, "left", "127.0.0.2"));
            members.add(Member.start(stage, gateway, "right", "127.0.0.3"));
            Clients clients = new Clients(NAME + ":" + port);

            try (Load load = Load.on(clients, clients.createTopic(1))) {
                int kills = Repetition.KILLS.times();
                for (int kill = 0; kill < kills; kill++) {
                    members.get(kill % 2).killAndStartAgain();
                    load.awaitProgress(100);
                }
                load.assertNothingLostRepeatedOrReordered();
            }
        } finally {
            members.forEach(Member::close);
        }
        assertThat(Files.readString(stage.logOf("left"))).contains("serving from disk: version=");
    }

    private Gateway declare(int port) {
        Gateway gateway = stage.anotherGateway("two-nodes");
        JsonNode backend = gateway.backendCluster("brokers", stage.advertisedServers());
        JsonNode virtualCluster = gateway.virtualCluster("orders", backend);
        JsonNode listener = gateway.api()
                .post(
                        gateway.path("/listeners"),
                        Map.of(
                                "name",
                                "main",
                                "addresses",
                                List.of("this-node.example"),
                                "ports",
                                List.of(port + "-" + (port + Stage.BROKERS))));
        gateway.portMapping(listener, virtualCluster, Map.of("advertised_host", NAME));
        return gateway;
    }

    /** One of the two. */
    private static final class Member {
        private final ProcessOptions options;
        private final GatewayAccess access;
        private NodeProcess process;

        private Member(ProcessOptions options, GatewayAccess access) {
            this.options = options;
            this.access = access;
            this.process = NodeProcess.start(options, access);
        }

        static Member start(Stage stage, Gateway gateway, String name, String address) throws IOException {
            return new Member(
                    stage.nodeOptionsWithNames(name, address + " this-node.example"), stage.access(gateway, name));
        }

        void killAndStartAgain() {
            process.kill();
            process = NodeProcess.start(options, access);
        }

        void close() {
            process.close();
        }
    }
}
