package io.signalbox.bench;

import io.signalbox.dataplane.config.ConfigThread;
import io.signalbox.dataplane.config.Resources;
import io.signalbox.dataplane.state.NodeState;
import io.signalbox.dataplane.state.StateFile;
import io.signalbox.dataplane.state.StateSeal;
import io.signalbox.demo.NodeCertificate;
import io.signalbox.proto.config.v1.AnonymousAuth;
import io.signalbox.proto.config.v1.BackendCluster;
import io.signalbox.proto.config.v1.BrokerHostFormat;
import io.signalbox.proto.config.v1.ClientAuth;
import io.signalbox.proto.config.v1.Listener;
import io.signalbox.proto.config.v1.ListenerPolicy;
import io.signalbox.proto.config.v1.PortMapping;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.Sni;
import io.signalbox.proto.config.v1.TlsServer;
import io.signalbox.proto.config.v1.TlsVersion;
import io.signalbox.proto.config.v1.VirtualCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Makes a node's state directory as if the node had run before, and its settings, so that it can be measured without a
 * control plane: one virtual cluster before one broker, in plaintext by port or with TLS by server name.
 */
public final class StateFolder {

    /** A node in it is started with {@code --config}. */
    static final String SETTINGS = "node.properties";

    private static final UUID GATEWAY = new UUID(0, 1);
    private static final String BACKEND = id(2);
    private static final String CLUSTER = id(3);
    private static final String LISTENER = id(4);
    private static final String LABEL = "orders";
    /** Nobody listens there: the node goes on with what it has. */
    private static final String NO_CONTROL_PLANE = "127.0.0.1:1";

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private StateFolder() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3 && arguments.length != 6) {
            System.err.println("usage: bench-state FOLDER PORT BROKER [CERTIFICATE KEY SUFFIX]");
            System.exit(2);
        }
        Path folder = Path.of(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        List<Resource> resources = new ArrayList<>(cluster(arguments[2]));
        if (arguments.length == 3) {
            resources.addAll(byPort(port));
        } else {
            resources.addAll(byName(
                    port,
                    Files.readString(Path.of(arguments[3])),
                    Files.readString(Path.of(arguments[4])),
                    arguments[5]));
        }
        write(folder, Resources.of(1, resources));
    }

    /** Writes the directory anew; {@code node.properties} in it are the node's settings. */
    static void write(Path folder, Resources resources) throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve("node.key"));
        NodeCertificate certificate = NodeCertificate.create(folder, "node");
        StateFile file = new StateFile(folder, StateSeal.of(certificate.keyFile(), GATEWAY));
        try (ConfigThread thread = new ConfigThread()) {
            NodeState state = new NodeState(file, thread, () -> resources, Map::of);
            boolean written = thread.runAndWait(LIMIT, () -> {
                state.changed();
                state.flush();
            });
            if (!written) {
                throw new IOException("the state was not written within " + LIMIT);
            }
        }
        Files.writeString(
                folder.resolve(SETTINGS),
                String.join(
                        "\n",
                        "SIGNALBOX_CONTROL_PLANE=" + NO_CONTROL_PLANE,
                        "SIGNALBOX_GATEWAY_ID=" + GATEWAY,
                        "SIGNALBOX_CLIENT_CERT_PATH=" + certificate.certificateFile(),
                        "SIGNALBOX_CLIENT_KEY_PATH=" + certificate.keyFile(),
                        "SIGNALBOX_STATE_DIR=" + folder,
                        "SIGNALBOX_ADMIN_ADDRESS=127.0.0.1:0",
                        "SIGNALBOX_EVENT_LOOPS=1",
                        ""));
    }

    private static List<Resource> cluster(String broker) {
        return List.of(
                resource(ResourceKind.RESOURCE_KIND_BACKEND_CLUSTER, BACKEND)
                        .setBackendCluster(BackendCluster.newBuilder()
                                .setName("kafka")
                                .addBootstrapServers(broker)
                                .setMetadataUpdateIntervalSeconds(60))
                        .build(),
                resource(ResourceKind.RESOURCE_KIND_VIRTUAL_CLUSTER, CLUSTER)
                        .setVirtualCluster(VirtualCluster.newBuilder()
                                .setName(LABEL)
                                .setDnsLabel(LABEL)
                                .setBackendClusterId(BACKEND)
                                .addAuthentication(
                                        ClientAuth.newBuilder().setAnonymous(AnonymousAuth.getDefaultInstance())))
                        .build());
    }

    /** The first port for bootstrapping, the one behind it for broker 0. */
    private static List<Resource> byPort(int port) {
        PortMapping mapping = PortMapping.newBuilder()
                .setVirtualClusterId(CLUSTER)
                .setAdvertisedHost("127.0.0.1")
                .setBootstrapAtStart(true)
                .build();
        return List.of(listener(port + "-" + (port + 1)), policy(5, inChain(1).setPortMapping(mapping)));
    }

    /** One port for everything; the names are {@code bootstrap-orders} and {@code broker-0-orders} before the suffix. */
    private static List<Resource> byName(int port, String certificate, String key, String suffix) {
        TlsServer tls = TlsServer.newBuilder()
                .setCertificate(certificate)
                .setKey(key)
                .setMinVersion(TlsVersion.TLS_VERSION_1_3)
                .setMaxVersion(TlsVersion.TLS_VERSION_1_3)
                .build();
        Sni sni = Sni.newBuilder()
                .setSuffix(suffix)
                .setBrokerHostFormat(BrokerHostFormat.BROKER_HOST_FORMAT_SHARED_SUFFIX)
                .build();
        return List.of(
                listener(String.valueOf(port)),
                policy(5, inChain(1).setTlsServer(tls)),
                policy(6, inChain(2).setSni(sni)));
    }

    private static Resource listener(String ports) {
        return resource(ResourceKind.RESOURCE_KIND_LISTENER, LISTENER)
                .setListener(Listener.newBuilder()
                        .setName("main")
                        .addAddresses("127.0.0.1")
                        .addPorts(ports))
                .build();
    }

    private static Resource policy(long number, ListenerPolicy.Builder policy) {
        return resource(ResourceKind.RESOURCE_KIND_LISTENER_POLICY, id(number))
                .setListenerPolicy(policy)
                .build();
    }

    private static ListenerPolicy.Builder inChain(int position) {
        return ListenerPolicy.newBuilder()
                .setListenerId(LISTENER)
                .setPosition(position)
                .setEnabled(true);
    }

    private static Resource.Builder resource(ResourceKind kind, String id) {
        return Resource.newBuilder()
                .setKey(ResourceKey.newBuilder().setKind(kind).setId(id))
                .setVersion(1);
    }

    private static String id(long number) {
        return new UUID(0, number).toString();
    }
}
