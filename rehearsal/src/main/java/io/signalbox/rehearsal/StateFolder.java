package io.signalbox.rehearsal;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.config.ConfigThread;
import io.signalbox.dataplane.config.Resources;
import io.signalbox.dataplane.state.NodeState;
import io.signalbox.dataplane.state.StateFile;
import io.signalbox.dataplane.state.StateSeal;
import io.signalbox.proto.config.v1.AclAction;
import io.signalbox.proto.config.v1.AclOperation;
import io.signalbox.proto.config.v1.AclResourceType;
import io.signalbox.proto.config.v1.AclRule;
import io.signalbox.proto.config.v1.AnonymousAuth;
import io.signalbox.proto.config.v1.ListenerPolicy;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.TlsVersion;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireAcls;
import io.signalbox.proto.config.v1.WireBackendCluster;
import io.signalbox.proto.config.v1.WireBrokerHostFormat;
import io.signalbox.proto.config.v1.WireClientAuth;
import io.signalbox.proto.config.v1.WireListener;
import io.signalbox.proto.config.v1.WireNames;
import io.signalbox.proto.config.v1.WireNamespace;
import io.signalbox.proto.config.v1.WireNamespaceMode;
import io.signalbox.proto.config.v1.WirePortMapping;
import io.signalbox.proto.config.v1.WireSni;
import io.signalbox.proto.config.v1.WireTlsServer;
import io.signalbox.proto.config.v1.WireTopicAlias;
import io.signalbox.proto.config.v1.WireVirtualCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Makes a node's state directory as if the node had run before, and its settings, so that it can be measured without a
 * control plane: one virtual cluster before one broker, in plaintext by port or with TLS by server name.
 */
public final class StateFolder {

    private static final UUID GATEWAY = new UUID(0, 1);
    private static final String BACKEND = id(2);
    private static final String CLUSTER = id(3);
    private static final long ACLS = 4;
    private static final long WRITTEN = 5;
    private static final long READ = 6;
    private static final long PLAINTEXT = 10;
    private static final long TLS = 20;
    private static final String LABEL = "orders";
    /** No server listens there: the node goes on with what it has. */
    private static final String NO_CONTROL_PLANE = "127.0.0.1:1";

    private static final Duration VALIDITY = Duration.ofDays(3_650);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private StateFolder() {}

    /** What a virtual cluster may do beside passing messages on: to measure what that costs. */
    private enum Feature {
        /** Access control that allows every client everything. */
        ALLOWED,
        /** Access control that has to look at each topic, and allows it. */
        JUDGED,
        /** A namespace that hides a prefix. */
        PREFIXED,
        /** Policies for what is written and read, under a condition that holds for other topics. */
        UNTOUCHED,
        /** An alias of a topic that nobody asks for. */
        ALIASED
    }

    public static void main(String[] arguments) throws IOException {
        int last = arguments.length - 1;
        boolean plain = arguments.length == 3 || arguments.length == 6;
        if (!plain && !(arguments.length == 4 || arguments.length == 7)) {
            System.err.println("usage: bench-state FOLDER PORT BROKER [CERTIFICATE KEY SUFFIX] "
                    + "[allowed | judged | prefixed | untouched | aliased]");
            System.exit(2);
        }
        Path folder = Path.of(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        List<Resource> resources = new ArrayList<>(
                plain
                        ? cluster(arguments[2])
                        : cluster(arguments[2], Feature.valueOf(arguments[last].toUpperCase(Locale.ROOT))));
        if (arguments.length <= 4) {
            resources.addAll(byPort(port));
        } else {
            String certificate = Files.readString(Path.of(arguments[3]));
            resources.addAll(byName(port, certificate, Files.readString(Path.of(arguments[4])), arguments[5]));
        }
        Map<String, String> settings = write(folder, resources);
        List<String> lines = new ArrayList<>();
        settings.forEach((key, value) -> lines.add(key + "=" + value));
        Files.write(folder.resolve("node.properties"), lines);
        System.exit(0);
    }

    /** Writes the directory anew; returns the settings of a node in it. */
    public static Map<String, String> write(Path folder, List<Resource> declared) throws IOException {
        Resources resources = Resources.of(1, "", declared);
        Files.createDirectories(folder);
        Path certificateFile = folder.resolve("node.crt");
        Path keyFile = folder.resolve("node.key");
        KeyedCertificate known =
                Issuer.create(Issuer.KeyKind.EC, "CN=node", VALIDITY).authority();
        Files.writeString(certificateFile, known.certificatePem());
        Files.deleteIfExists(keyFile);
        Files.createFile(keyFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keyFile, known.keyPem());
        StateFile file = new StateFile(folder, StateSeal.of(known.key(), GATEWAY));
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
        return Map.of(
                "SIGNALBOX_CONTROL_PLANE", NO_CONTROL_PLANE,
                "SIGNALBOX_GATEWAY_ID", GATEWAY.toString(),
                "SIGNALBOX_CLIENT_CERT_PATH", certificateFile.toString(),
                "SIGNALBOX_CLIENT_KEY_PATH", keyFile.toString(),
                "SIGNALBOX_STATE_DIR", folder.toString(),
                "SIGNALBOX_ADMIN_ADDRESS", "127.0.0.1:0",
                "SIGNALBOX_EVENT_LOOPS", "1");
    }

    public static List<Resource> cluster(String broker) {
        return List.of(
                resource(ResourceKind.RESOURCE_KIND_BACKEND_CLUSTER, BACKEND)
                        .setBackendCluster(WireBackendCluster.newBuilder()
                                .setName("kafka")
                                .addBootstrapServers(broker)
                                .setMetadataUpdateIntervalSeconds(60))
                        .build(),
                resource(ResourceKind.RESOURCE_KIND_VIRTUAL_CLUSTER, CLUSTER)
                        .setVirtualCluster(WireVirtualCluster.newBuilder()
                                .setName(LABEL)
                                .setDnsLabel(LABEL)
                                .setBackendClusterId(BACKEND)
                                .addAuthentication(
                                        WireClientAuth.newBuilder().setAnonymous(AnonymousAuth.getDefaultInstance())))
                        .build());
    }

    private static List<Resource> cluster(String broker, Feature feature) {
        List<Resource> plain = cluster(broker);
        Resource cluster = plain.get(1);
        WireVirtualCluster.Builder body = cluster.getVirtualCluster().toBuilder();
        List<Resource> all = new ArrayList<>();
        all.add(plain.get(0));
        if (feature == Feature.PREFIXED) {
            body.addRequires("namespace")
                    .setNamespace(WireNamespace.newBuilder()
                            .setMode(WireNamespaceMode.NAMESPACE_MODE_HIDE_PREFIX)
                            .setPrefix("tenant-"));
        } else if (feature == Feature.ALIASED) {
            body.addRequires("topic_aliases")
                    .addTopicAliases(
                            WireTopicAlias.newBuilder().setAlias("latest").setTopic("orders-2"));
        } else if (feature == Feature.UNTOUCHED) {
            body.addRequires("produce_policy.modify_headers").addRequires("consume_policy.skip_record");
            all.addAll(recordPolicies());
        } else {
            body.addRequires("acl_mode.enforce_on_gateway").addRequires("cluster_policy.acls");
            all.add(acls(feature == Feature.JUDGED));
        }
        all.add(cluster.toBuilder().setVirtualCluster(body).build());
        return all;
    }

    private static List<Resource> recordPolicies() {
        VirtualClusterPolicy.Builder headers = VirtualClusterPolicy.newBuilder();
        headers.getModifyHeadersBuilder()
                .addActionsBuilder()
                .getSetBuilder()
                .setKey("team")
                .setValue("orders");
        VirtualClusterPolicy.Builder skips = VirtualClusterPolicy.newBuilder();
        skips.getSkipRecordBuilder();
        return List.of(
                recordPolicy(
                        ResourceKind.RESOURCE_KIND_PRODUCE_POLICY, WRITTEN, headers, "produce_policy.modify_headers"),
                recordPolicy(ResourceKind.RESOURCE_KIND_CONSUME_POLICY, READ, skips, "consume_policy.skip_record"));
    }

    private static Resource recordPolicy(
            ResourceKind kind, long number, VirtualClusterPolicy.Builder policy, String requires) {
        return resource(kind, id(number))
                .setVirtualClusterPolicy(policy.setName(requires)
                        .setVirtualClusterId(CLUSTER)
                        .setPosition(1)
                        .setEnabled(true)
                        .setCondition("context.topic.name == 'another'")
                        .addRequires(requires))
                .build();
    }

    /** All operations on everything; but nothing on topics of one name, if topics are to be told apart. */
    private static Resource acls(boolean judged) {
        WireAcls.Builder rules = WireAcls.newBuilder();
        for (AclResourceType type : List.of(
                AclResourceType.ACL_RESOURCE_TYPE_TOPIC,
                AclResourceType.ACL_RESOURCE_TYPE_GROUP,
                AclResourceType.ACL_RESOURCE_TYPE_TRANSACTIONAL_ID,
                AclResourceType.ACL_RESOURCE_TYPE_CLUSTER)) {
            rules.addRules(rule(type, AclAction.ACL_ACTION_ALLOW, "*"));
        }
        if (judged) {
            rules.addRules(rule(AclResourceType.ACL_RESOURCE_TYPE_TOPIC, AclAction.ACL_ACTION_DENY, "blocked"));
        }
        return resource(ResourceKind.RESOURCE_KIND_CLUSTER_POLICY, id(ACLS))
                .setVirtualClusterPolicy(VirtualClusterPolicy.newBuilder()
                        .setName("acls")
                        .setVirtualClusterId(CLUSTER)
                        .setPosition(1)
                        .setEnabled(true)
                        .addRequires("cluster_policy.acls")
                        .setAcls(rules))
                .build();
    }

    private static AclRule rule(AclResourceType type, AclAction action, String names) {
        return AclRule.newBuilder()
                .setResourceType(type)
                .setAction(action)
                .addOperations(AclOperation.ACL_OPERATION_ALL)
                .setResourceNames(WireNames.newBuilder().addNames(names))
                .build();
    }

    /** The first port for bootstrapping, the one behind it for broker 0. */
    public static List<Resource> byPort(int port) {
        WirePortMapping mapping = WirePortMapping.newBuilder()
                .setVirtualClusterId(CLUSTER)
                .setAdvertisedHost("127.0.0.1")
                .setBootstrapAtStart(true)
                .build();
        return List.of(
                listener(PLAINTEXT, port + "-" + (port + 1)),
                policy(PLAINTEXT, 1, policy -> policy.setPortMapping(mapping)));
    }

    /** One port for everything; the names are {@code bootstrap-orders} and {@code broker-0-orders} before the suffix. */
    static List<Resource> byName(int port, String certificate, String key, String suffix) {
        WireTlsServer tls = WireTlsServer.newBuilder()
                .setCertificate(certificate)
                .setKey(key)
                .setMinVersion(TlsVersion.TLS_VERSION_1_3)
                .setMaxVersion(TlsVersion.TLS_VERSION_1_3)
                .build();
        WireSni sni = WireSni.newBuilder()
                .setSuffix(suffix)
                .setBrokerHostFormat(WireBrokerHostFormat.BROKER_HOST_FORMAT_SHARED_SUFFIX)
                .build();
        return List.of(
                listener(TLS, String.valueOf(port)),
                policy(TLS, 1, policy -> policy.setTlsServer(tls)),
                policy(TLS, 2, policy -> policy.setSni(sni)));
    }

    private static Resource listener(long number, String ports) {
        return resource(ResourceKind.RESOURCE_KIND_LISTENER, id(number))
                .setListener(WireListener.newBuilder()
                        .setName("listener-" + number)
                        .addAddresses("127.0.0.1")
                        .addPorts(ports))
                .build();
    }

    private static Resource policy(long listener, int position, UnaryOperator<ListenerPolicy.Builder> config) {
        return resource(ResourceKind.RESOURCE_KIND_LISTENER_POLICY, id(listener + position))
                .setListenerPolicy(config.apply(ListenerPolicy.newBuilder()
                        .setListenerId(id(listener))
                        .setPosition(position)
                        .setEnabled(true)))
                .build();
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
