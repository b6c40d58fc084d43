package io.signalbox.dataplane.config;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.proto.config.v1.AclAction;
import io.signalbox.proto.config.v1.AclOperation;
import io.signalbox.proto.config.v1.AclResourceType;
import io.signalbox.proto.config.v1.AclRule;
import io.signalbox.proto.config.v1.AnonymousAuth;
import io.signalbox.proto.config.v1.FieldEncryption;
import io.signalbox.proto.config.v1.ListenerPolicy;
import io.signalbox.proto.config.v1.PlainLogin;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.SchemaFormat;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireAcls;
import io.signalbox.proto.config.v1.WireBackendCluster;
import io.signalbox.proto.config.v1.WireBrokerHostFormat;
import io.signalbox.proto.config.v1.WireClientAuth;
import io.signalbox.proto.config.v1.WireClientAuthentication;
import io.signalbox.proto.config.v1.WireDecrypt;
import io.signalbox.proto.config.v1.WireEncrypt;
import io.signalbox.proto.config.v1.WireEncryptFields;
import io.signalbox.proto.config.v1.WireEncryptionKey;
import io.signalbox.proto.config.v1.WireFailureMode;
import io.signalbox.proto.config.v1.WireKeySource;
import io.signalbox.proto.config.v1.WireListener;
import io.signalbox.proto.config.v1.WireModifyHeaders;
import io.signalbox.proto.config.v1.WireNames;
import io.signalbox.proto.config.v1.WireNamespace;
import io.signalbox.proto.config.v1.WirePortMapping;
import io.signalbox.proto.config.v1.WireRecordPart;
import io.signalbox.proto.config.v1.WireSchemaRegistry;
import io.signalbox.proto.config.v1.WireSchemaType;
import io.signalbox.proto.config.v1.WireSchemaValidation;
import io.signalbox.proto.config.v1.WireSni;
import io.signalbox.proto.config.v1.WireStaticKey;
import io.signalbox.proto.config.v1.WireTlsServer;
import io.signalbox.proto.config.v1.WireTlsTrustBundle;
import io.signalbox.proto.config.v1.WireTopicAlias;
import io.signalbox.proto.config.v1.WireVirtualCluster;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Entities of every kind, good ones and bad ones, which refer to each other and get in each other's way. */
final class RandomResources {

    private static final Issuer AUTHORITY = Issuer.create(KeyKind.EC, "CN=ca.example", Duration.ofDays(1));
    private static final List<KeyedCertificate> CERTIFICATES = List.of(certificate(), certificate());

    private static final int BACKENDS = 10;
    private static final int VIRTUAL_CLUSTERS = 20;
    private static final int LISTENERS = 30;
    private static final int BUNDLES = 40;
    private static final int REGISTRIES = 50;
    private static final int KEYS = 60;
    private static final int CLUSTER_POLICIES = 70;
    private static final int RECORD_POLICIES = 80;
    private static final int LISTENER_POLICIES = 90;

    private final Random random;

    RandomResources(Random random) {
        this.random = random;
    }

    private static KeyedCertificate certificate() {
        return AUTHORITY.issue(
                CertificateRequest.of(KeyKind.EC, "CN=kafka", Duration.ofDays(1), "*.kafka.example.com"));
    }

    /** One of some hundred that there can be; of a key there are many forms. */
    Resource next(long version) {
        Resource.Builder resource = switch (random.nextInt(9)) {
            case 0 ->
                resource(ResourceKind.RESOURCE_KIND_BACKEND_CLUSTER, BACKENDS, 3)
                        .setBackendCluster(backend());
            case 1 ->
                resource(ResourceKind.RESOURCE_KIND_LISTENER, LISTENERS, 4).setListener(listener());
            case 2 ->
                resource(ResourceKind.RESOURCE_KIND_TLS_TRUST_BUNDLE, BUNDLES, 2)
                        .setTlsTrustBundle(WireTlsTrustBundle.newBuilder()
                                .setName("bundle" + random.nextInt(2))
                                .setTrustedCa(of(
                                        AUTHORITY.authority().certificatePem(),
                                        CERTIFICATES.get(0).certificatePem(),
                                        "none")));
            case 3 ->
                resource(ResourceKind.RESOURCE_KIND_SCHEMA_REGISTRY, REGISTRIES, 2)
                        .setSchemaRegistry(WireSchemaRegistry.newBuilder()
                                .setName("registry")
                                .setSchemaType(WireSchemaType.SCHEMA_TYPE_JSON)
                                .setEndpoint(of("http://one:8081", "http://two:8081", "no url")));
            case 4 ->
                resource(ResourceKind.RESOURCE_KIND_STATIC_KEY, KEYS, 2)
                        .setStaticKey(WireStaticKey.newBuilder()
                                .setName("key")
                                .setValue(of(key(1), key(2), "${env['KEY']}", "${env['UNSET']}")));
            case 5 ->
                resource(ResourceKind.RESOURCE_KIND_CLUSTER_POLICY, CLUSTER_POLICIES, 5)
                        .setVirtualClusterPolicy(acls());
            case 6 ->
                resource(
                                random.nextBoolean()
                                        ? ResourceKind.RESOURCE_KIND_PRODUCE_POLICY
                                        : ResourceKind.RESOURCE_KIND_CONSUME_POLICY,
                                RECORD_POLICIES,
                                5)
                        .setVirtualClusterPolicy(records());
            case 7 ->
                resource(ResourceKind.RESOURCE_KIND_LISTENER_POLICY, LISTENER_POLICIES, 8)
                        .setListenerPolicy(listenerPolicy());
            default ->
                resource(ResourceKind.RESOURCE_KIND_VIRTUAL_CLUSTER, VIRTUAL_CLUSTERS, 5)
                        .setVirtualCluster(virtualCluster());
        };
        return resource.setVersion(version).build();
    }

    private WireBackendCluster.Builder backend() {
        WireBackendCluster.Builder backend = WireBackendCluster.newBuilder().setName("backend" + random.nextInt(2));
        if (rarely()) {
            backend.addRequires("what.nobody.knows");
        }
        if (random.nextInt(4) > 0) {
            backend.addBootstrapServers(of("kafka1:9092", "kafka2:9092"));
        }
        if (random.nextInt(3) == 0) {
            backend.setPlain(PlainLogin.newBuilder()
                            .setUsername("gateway")
                            .setPassword(of("s3cret", "${env['KEY']}", "${env['UNSET']}")))
                    .setAnonymousClientsAllowed(random.nextBoolean());
        }
        return backend;
    }

    private WireVirtualCluster.Builder virtualCluster() {
        WireVirtualCluster.Builder cluster = WireVirtualCluster.newBuilder()
                .setName("cluster" + random.nextInt(2))
                .setDnsLabel(of(
                        "orders", "payments", "stock", "a-label-that-with-its-brokers-numbers-is-just-about-too-long"))
                .setBackendClusterId(rarely() ? "garbage" : id(BACKENDS, 4));
        if (!rarely()) {
            cluster.addAuthentication(WireClientAuth.newBuilder().setAnonymous(AnonymousAuth.getDefaultInstance()));
        }
        if (random.nextInt(3) == 0) {
            cluster.addRequires("acl_mode.enforce_on_gateway");
        }
        if (rarely()) {
            cluster.addRequires(of("what.nobody.knows", "topic_aliases", "namespace"));
        }
        if (rarely()) {
            cluster.setNamespace(WireNamespace.newBuilder().setPrefix("team-"));
        }
        if (rarely()) {
            cluster.addTopicAliases(
                    WireTopicAlias.newBuilder().setAlias("a").setTopic("b").setCondition(of("", "no expression")));
        }
        return cluster;
    }

    private VirtualClusterPolicy.Builder acls() {
        return policy(CLUSTER_POLICIES)
                .addRequires(rarely() ? "what.nobody.knows" : "cluster_policy.acls")
                .setCondition(rarely() ? "no expression" : "")
                .setAcls(WireAcls.newBuilder()
                        .addRules(AclRule.newBuilder()
                                .setAction(AclAction.ACL_ACTION_ALLOW)
                                .setResourceType(AclResourceType.ACL_RESOURCE_TYPE_TOPIC)
                                .addOperations(AclOperation.ACL_OPERATION_READ)
                                .setResourceNames(WireNames.newBuilder().addNames(of("a", "b")))));
    }

    private VirtualClusterPolicy.Builder records() {
        VirtualClusterPolicy.Builder policy = policy(RECORD_POLICIES).addRequires("produce_policy.encrypt");
        WireEncryptionKey.Builder key = WireEncryptionKey.newBuilder().setStaticKeyId(id(KEYS, 3));
        return switch (random.nextInt(5)) {
            case 0 ->
                policy.setEncrypt(WireEncrypt.newBuilder()
                        .setFailureMode(WireFailureMode.FAILURE_MODE_REJECT)
                        .addParts(WireRecordPart.RECORD_PART_VALUE)
                        .setKey(key));
            case 1 ->
                policy.setEncryptFields(WireEncryptFields.newBuilder()
                        .setFailureMode(WireFailureMode.FAILURE_MODE_REJECT)
                        .addFields(FieldEncryption.newBuilder().setKey(key)));
            case 2 ->
                policy.setDecrypt(WireDecrypt.newBuilder()
                        .setFailureMode(WireFailureMode.FAILURE_MODE_ERROR)
                        .addParts(WireRecordPart.RECORD_PART_VALUE)
                        .addKeySources(WireKeySource.KEY_SOURCE_STATIC));
            case 3 ->
                policy.setSchemaValidation(WireSchemaValidation.newBuilder()
                        .setFormat(SchemaFormat.SCHEMA_FORMAT_CONFLUENT_SCHEMA_REGISTRY)
                        .setFailureMode(WireFailureMode.FAILURE_MODE_REJECT)
                        .setSchemaRegistryId(id(REGISTRIES, 3)));
            default -> policy.setModifyHeaders(WireModifyHeaders.getDefaultInstance());
        };
    }

    private VirtualClusterPolicy.Builder policy(int siblings) {
        return VirtualClusterPolicy.newBuilder()
                .setName("policy")
                .setVirtualClusterId(rarely() ? "garbage" : id(VIRTUAL_CLUSTERS, 6))
                .setPosition(random.nextInt(3))
                .setEnabled(!rarely())
                .setParentPolicyId(rarely() ? id(siblings, 5) : "");
    }

    private WireListener.Builder listener() {
        WireListener.Builder listener = WireListener.newBuilder()
                .setName("listener" + random.nextInt(2))
                .addPorts(of("9092", "9092-9094", "9094-9096", "nonsense"))
                .setCreatedAtMicros(random.nextInt(3));
        return rarely() ? listener : listener.addAddresses(of("127.0.0.1", "0.0.0.0", "localhost"));
    }

    private ListenerPolicy.Builder listenerPolicy() {
        ListenerPolicy.Builder policy = ListenerPolicy.newBuilder()
                .setName("policy")
                .setListenerId(rarely() ? "garbage" : id(LISTENERS, 5))
                .setPosition(random.nextInt(3))
                .setEnabled(!rarely());
        return switch (random.nextInt(7)) {
            case 0, 1 ->
                policy.setPortMapping(WirePortMapping.newBuilder()
                        .setVirtualClusterId(rarely() ? "garbage" : id(VIRTUAL_CLUSTERS, 6))
                        .setAdvertisedHost("127.0.0.1")
                        .setBootstrapAtStart(true));
            case 2, 3 ->
                policy.setSni(WireSni.newBuilder()
                        .setSuffix(of(".kafka.example.com", ".example.com"))
                        .setBrokerHostFormat(WireBrokerHostFormat.BROKER_HOST_FORMAT_SHARED_SUFFIX));
            case 4, 5 -> policy.setTlsServer(tlsServer());
            default -> policy;
        };
    }

    private WireTlsServer.Builder tlsServer() {
        KeyedCertificate certificate = CERTIFICATES.get(random.nextInt(2));
        WireTlsServer.Builder tls = WireTlsServer.newBuilder()
                .setCertificate(rarely() ? "none" : certificate.certificatePem())
                .setKey(certificate.keyPem());
        return random.nextBoolean()
                ? tls
                : tls.setClientAuthentication(WireClientAuthentication.newBuilder()
                        .setRequired(true)
                        .addTlsTrustBundleIds(rarely() ? "garbage" : id(BUNDLES, 3)));
    }

    private Resource.Builder resource(ResourceKind kind, int first, int count) {
        return Resource.newBuilder()
                .setKey(ResourceKey.newBuilder()
                        .setKind(kind)
                        .setId(random.nextInt(25) == 0 ? "no-uuid" : id(first, count)));
    }

    private String id(int first, int count) {
        return new UUID(0, first + random.nextInt(count)).toString();
    }

    private boolean rarely() {
        return random.nextInt(8) == 0;
    }

    private String of(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static String key(int first) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) first;
        return Base64.getEncoder().encodeToString(bytes);
    }
}
