package io.signalbox.controlplane.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.signalbox.controlplane.backendcluster.BackendAuth;
import io.signalbox.controlplane.backendcluster.BackendCluster;
import io.signalbox.controlplane.backendcluster.BackendTls;
import io.signalbox.controlplane.backendcluster.ScramAlgorithm;
import io.signalbox.controlplane.entity.Entity;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.entity.Place;
import io.signalbox.controlplane.entity.Reference;
import io.signalbox.controlplane.gateway.Stamp;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.policy.Acls;
import io.signalbox.controlplane.policy.Decrypt;
import io.signalbox.controlplane.policy.DecryptFields;
import io.signalbox.controlplane.policy.Encrypt;
import io.signalbox.controlplane.policy.EncryptFields;
import io.signalbox.controlplane.policy.EncryptionKey;
import io.signalbox.controlplane.policy.FailureMode;
import io.signalbox.controlplane.policy.ForwardToVirtualCluster;
import io.signalbox.controlplane.policy.ForwardToVirtualCluster.BootstrapPort;
import io.signalbox.controlplane.policy.ForwardToVirtualCluster.HostFormat;
import io.signalbox.controlplane.policy.KeySource;
import io.signalbox.controlplane.policy.ModifyHeaders;
import io.signalbox.controlplane.policy.Names;
import io.signalbox.controlplane.policy.Policy;
import io.signalbox.controlplane.policy.PolicyConfig;
import io.signalbox.controlplane.policy.RecordPart;
import io.signalbox.controlplane.policy.SchemaValidation;
import io.signalbox.controlplane.policy.SkipRecord;
import io.signalbox.controlplane.policy.TlsServer;
import io.signalbox.controlplane.schemaregistry.SchemaRegistry;
import io.signalbox.controlplane.secret.Secret;
import io.signalbox.controlplane.statickey.StaticKey;
import io.signalbox.controlplane.trustbundle.TlsTrustBundle;
import io.signalbox.controlplane.virtualcluster.AclMode;
import io.signalbox.controlplane.virtualcluster.ClientAuth;
import io.signalbox.controlplane.virtualcluster.Mediation;
import io.signalbox.controlplane.virtualcluster.Namespace;
import io.signalbox.controlplane.virtualcluster.TopicAlias;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.proto.config.v1.WireBrokerHostFormat;
import io.signalbox.proto.config.v1.WireSni;
import io.signalbox.resources.ResourceSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the mapper to {@code proto/golden}, which the nodes' tests read. With {@code -Dsignalbox.golden.write=true} the
 * files are written instead of compared.
 */
class ResourceMapperTest {

    private static final Path GOLDEN = Path.of("..", "proto", "golden");
    private static final UUID GATEWAY = new UUID(0, 1);
    private static final Instant TIME = Instant.parse("2026-08-21T10:15:30.123456Z");

    private final Resource kafka =
            backend(1, 2, "default_backend_cluster", "kafka1:9092", "kafka2:9092", "kafka3:9092");
    private final Resource virtual = virtual(2, 3, "example_virtual_cluster", "vcluster-1", id(1));

    @Test
    void aGatewayWithNothingBelowIt() throws IOException {
        golden("empty.json", 1);
    }

    @Test
    void theGetStartedGuide() throws IOException {
        golden(
                "get-started.json",
                5,
                kafka,
                virtual,
                listener(3, 4, "example_listener", List.of("0.0.0.0"), "19092-19095"),
                policy(4, 5, Optional.of("forward"), id(3), 0, true, mapping(id(2), "localhost", "at_start", 0)));
    }

    @Test
    void rangesWithGapsForBrokersWithGaps() throws IOException {
        golden(
                "port-ranges-with-gaps.json",
                6,
                kafka,
                virtual,
                listener(3, 6, "gaps", List.of("127.0.0.1", "::1"), "9000-9003", "9101-9103", "8000"),
                policy(4, 5, Optional.empty(), id(3), 0, true, mapping(id(2), "kafka.example.com", "none", 1)));
    }

    @Test
    void twoListenersOneOfThemWithADisabledPolicy() throws IOException {
        golden(
                "two-listeners-one-disabled.json",
                12,
                kafka,
                backend(7, 8, "other", "[::1]:9092"),
                virtual,
                virtual(8, 9, "payments", "payments", id(7)),
                listener(3, 4, "first", List.of("0.0.0.0"), "19092-19095"),
                listener(5, 10, "second", List.of("localhost"), "29092"),
                policy(4, 12, Optional.of("off"), id(3), 3, false, mapping(id(2), "localhost", "at_start", 0)),
                policy(6, 11, Optional.of("on"), id(5), 0, true, mapping(id(8), "0.0.0.0", "none", 100)));
    }

    @Test
    void tlsWithSniBesidePortMappingAndCertificatesAskedOfClients() throws IOException {
        UUID listener = id(3);
        golden(
                "tls-and-sni.json",
                30,
                kafka,
                virtual,
                virtual(8, 9, "payments", "payments", id(1)),
                trustBundle(10, 20),
                listener(3, 4, "first", List.of("0.0.0.0"), "9092-9095", "9443"),
                policy(9, 21, Optional.of("tls"), listener, 0, true, tlsServer(id(10))),
                policy(11, 22, Optional.empty(), listener, 1, true, sni(".example.com", Optional.empty(), "")),
                policy(
                        12,
                        23,
                        Optional.of("shared"),
                        listener,
                        2,
                        true,
                        sni(".example.com", Optional.of(19443), "shared_suffix")),
                policy(
                        13,
                        30,
                        Optional.of("off"),
                        listener,
                        5,
                        false,
                        sni("-keg.example.com", Optional.empty(), "per_cluster_suffix")),
                policy(
                        4,
                        5,
                        Optional.of("forward"),
                        listener,
                        6,
                        true,
                        mapping(id(2), "kafka.example.com", "at_start", 0)));
    }

    @Test
    void anSniPolicyWithoutSuffixHasNone() {
        PolicyConfig config = new ForwardToVirtualCluster.Sni(Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(policy(9, 15, Optional.empty(), id(3), 0, true, config)
                        .getListenerPolicy()
                        .getSni())
                .isEqualTo(WireSni.newBuilder()
                        .setBrokerHostFormat(WireBrokerHostFormat.BROKER_HOST_FORMAT_PER_CLUSTER_SUFFIX)
                        .build());
    }

    @Test
    void aClusterNamesWhatProtectsItSoThatNoNodeServesItWithout() throws IOException {
        golden(
                "protections.json",
                9,
                kafka,
                backend(5, 2, "plain", new BackendAuth.SaslPlain("u", Secret.of("p")), BackendTls.OFF),
                backend(
                        6,
                        3,
                        "scram",
                        new BackendAuth.SaslScram(ScramAlgorithm.SHA512, "u", Secret.of("p")),
                        tls(true)),
                backend(7, 3, "tls that is off", new BackendAuth.Anonymous(), tls(false)),
                virtual(
                        8,
                        4,
                        new ClientAuth.SaslPlain(
                                Mediation.TERMINATE,
                                Optional.of(List.of(new ClientAuth.Principal("u", Secret.of("p")))),
                                fetch())),
                virtual(9, 5, new ClientAuth.SaslScram(ScramAlgorithm.SHA256, Optional.empty())),
                virtual(
                        10,
                        6,
                        new ClientAuth.OauthBearer(
                                Mediation.VALIDATE_FORWARD,
                                Optional.of(new ClientAuth.ClaimsMapping(Optional.of("client_id"), Optional.empty())),
                                Optional.of(new ClientAuth.Jwks("https://issuer.example.com/keys", "10s", "1h30m")),
                                Optional.of(new ClientAuth.Validation(
                                        Optional.of(List.of(new ClientAuth.Audience("kafka"))),
                                        Optional.of("https://issuer.example.com"))),
                                Optional.empty())),
                virtual(11, 7, new ClientAuth.ClientCertificate(Optional.empty())),
                virtual(
                        12,
                        8,
                        "everything else",
                        "everything",
                        id(1),
                        List.of(new ClientAuth.Anonymous()),
                        Optional.of(new Namespace(
                                Namespace.Mode.HIDE_PREFIX,
                                "orders_",
                                Optional.of(new Namespace.Additional(
                                        Optional.of(List.of(
                                                new Namespace.TopicGlob("public_*", Namespace.Conflict.IGNORE),
                                                new Namespace.TopicList(
                                                        Optional.of(List.of(
                                                                new Namespace.BackendTopic("user_actions"),
                                                                new Namespace.BackendTopic("prices"))),
                                                        Namespace.Conflict.WARN),
                                                new Namespace.TopicList(Optional.empty(), Namespace.Conflict.WARN))),
                                        Optional.of(List.of(
                                                new Namespace.GroupGlob("shared-?"),
                                                new Namespace.GroupList(
                                                        Optional.of(List.of(new Namespace.GroupName("billing")))))))))),
                        Optional.of(List.of(
                                new TopicAlias("a", "b", "", Namespace.Conflict.WARN),
                                new TopicAlias(
                                        "c",
                                        "d",
                                        "context.auth.principal.name == 'alice'",
                                        Namespace.Conflict.IGNORE))),
                        AclMode.ENFORCE_ON_GATEWAY));
    }

    @Test
    void aVirtualClusterRequiresWhatItsEnabledPoliciesDo() throws IOException {
        Names list = new Names(List.of("orders-*", "payments"), Optional.empty());
        Names expression = new Names(List.of(), Optional.of("[context.auth.principal.name + '*']"));
        Reference.AsSent staticKey = asSent(id(50));
        List<KeySource> sources = List.of(new KeySource(KeySource.Kind.AWS), new KeySource(KeySource.Kind.STATIC));
        List<Entity<?>> policies = List.of(
                policy(
                        Policy.OF_CLUSTER,
                        20,
                        "acls",
                        "who",
                        new Acls(List.of(
                                new Acls.Rule(
                                        Acls.ResourceType.TOPIC,
                                        Acls.Action.ALLOW,
                                        List.of(
                                                new Acls.Operation(Acls.OperationName.READ),
                                                new Acls.Operation(Acls.OperationName.DESCRIBE_CONFIGS)),
                                        list),
                                new Acls.Rule(
                                        Acls.ResourceType.TRANSACTIONAL_ID,
                                        Acls.Action.DENY,
                                        List.of(new Acls.Operation(Acls.OperationName.ALL)),
                                        expression)))),
                policy(Policy.OF_PRODUCING, 30, "schema_validation", "", validation(FailureMode.REJECT)),
                policy(
                        Policy.OF_PRODUCING,
                        31,
                        "encrypt_fields",
                        "",
                        new EncryptFields(
                                FailureMode.MARK,
                                List.of(
                                        new EncryptFields.Selector(list, new EncryptionKey.Static(staticKey)),
                                        new EncryptFields.Selector(
                                                expression, new EncryptionKey.Aws("arn:aws:kms:x"))))),
                policy(
                        Policy.OF_PRODUCING,
                        32,
                        "encrypt",
                        "",
                        new Encrypt(
                                FailureMode.PASSTHROUGH,
                                List.of(RecordPart.KEY, RecordPart.VALUE),
                                new EncryptionKey.Static(staticKey))),
                policy(Policy.OF_PRODUCING, 33, "modify_headers", "off", headers()),
                policy(Policy.OF_CONSUMING, 40, "schema_validation", "", validation(FailureMode.ERROR)),
                policy(
                        Policy.OF_CONSUMING,
                        41,
                        "decrypt_fields",
                        "",
                        new DecryptFields(FailureMode.SKIP, sources, new DecryptFields.Selector(expression))),
                policy(
                        Policy.OF_CONSUMING,
                        42,
                        "decrypt",
                        "",
                        new Decrypt(FailureMode.ERROR, sources, List.of(RecordPart.VALUE))),
                policy(Policy.OF_CONSUMING, 43, "skip_record", "", new SkipRecord()),
                policy(Policy.OF_CONSUMING, 44, "modify_headers", "", headers()));
        Resource served = virtual(8, 9, "payments", "payments", id(1));
        Entity<?> declaring = entity(
                VirtualCluster.TYPE,
                2,
                3,
                new VirtualCluster(
                        "orders",
                        "",
                        Reference.Target.to(id(1)),
                        List.of(new ClientAuth.Anonymous()),
                        Optional.empty(),
                        Optional.empty(),
                        "orders",
                        AclMode.PASSTHROUGH,
                        Map.of()));

        Resource[] all = Stream.concat(
                        Stream.of(kafka, served, ResourceMapper.resource(declaring, policies)),
                        policies.stream().map(ResourceMapper::resource))
                .toArray(Resource[]::new);

        golden("policies.json", 60, all);
    }

    @Test
    void aTrustBundleAsItWasSent() throws IOException {
        golden("trust-bundle.json", 3, trustBundle(10, 3));
    }

    @Test
    void registriesAndKeysThatPoliciesReferTo() throws IOException {
        SchemaRegistry open = new SchemaRegistry(
                "confluent",
                "open",
                "",
                new SchemaRegistry.Config(SchemaRegistry.SchemaType.AVRO, "http://registry:8081", 10, Optional.empty()),
                Map.of());
        SchemaRegistry guarded = new SchemaRegistry(
                "confluent",
                "guarded",
                "",
                new SchemaRegistry.Config(
                        SchemaRegistry.SchemaType.JSON,
                        "https://registry.example.com",
                        3,
                        Optional.of(new SchemaRegistry.Basic("${env['USER']}", Secret.of("s3cret")))),
                Map.of());

        golden(
                "registries-and-keys.json",
                5,
                ResourceMapper.resource(entity(SchemaRegistry.TYPE, 60, 2, open)),
                ResourceMapper.resource(entity(SchemaRegistry.TYPE, 61, 3, guarded)),
                ResourceMapper.resource(entity(
                        StaticKey.TYPE,
                        50,
                        4,
                        new StaticKey("literal", "", Map.of(), Secret.of("A".repeat(43) + "=")))),
                ResourceMapper.resource(entity(
                        StaticKey.TYPE, 51, 5, new StaticKey("named", "", Map.of(), Secret.of("${env['KEY']}")))));
    }

    private static void golden(String file, long version, Resource... resources) throws IOException {
        StateDigests proof = StateDigests.of(ResourceSet.of(List.of(resources)), version, id(99).toString());
        Snapshot snapshot = Snapshot.newBuilder()
                .setVersion(version)
                .setEdition(proof.edition())
                .addAllResources(List.of(resources))
                .setLast(true)
                .setDigest(proof.digest())
                .setContentDigest(proof.contentDigest())
                .build();
        String json = JsonFormat.printer().print(snapshot) + "\n";

        if (Boolean.getBoolean("signalbox.golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(GOLDEN.resolve(file), json);
        }

        assertThat(GOLDEN.resolve(file)).hasContent(json);
    }

    private static Resource backend(int id, long version, String name, String... servers) {
        return backend(id, version, name, new BackendAuth.Anonymous(), BackendTls.OFF, servers);
    }

    private static Resource backend(
            int id, long version, String name, BackendAuth authentication, BackendTls tls, String... servers) {
        List<String> bootstrapServers = servers.length == 0 ? List.of("kafka:9092") : List.of(servers);
        return resource(
                BackendCluster.TYPE,
                id,
                version,
                new BackendCluster(name, "", authentication, false, bootstrapServers, tls, 60, Map.of()));
    }

    private static BackendTls tls(boolean enabled) {
        return new BackendTls(
                enabled,
                true,
                Optional.of(ExamplePem.AUTHORITY),
                List.of(BackendTls.Version.TLS13),
                Optional.of(new BackendTls.ClientIdentity(ExamplePem.CERTIFICATE, Secret.of(ExamplePem.KEY))));
    }

    private static Optional<ClientAuth.FetchPrincipal> fetch() {
        return Optional.of(new ClientAuth.FetchPrincipal(
                "d", Optional.of(new ClientAuth.FetchBy("username")), ClientAuth.FailureMode.IGNORE));
    }

    private static Resource virtual(int id, long version, String name, String dnsLabel, UUID backend) {
        return virtual(
                id,
                version,
                name,
                dnsLabel,
                backend,
                List.of(new ClientAuth.Anonymous()),
                Optional.empty(),
                Optional.empty(),
                AclMode.PASSTHROUGH);
    }

    private static Resource virtual(int id, long version, ClientAuth authentication) {
        return virtual(
                id,
                version,
                "v" + id,
                "v" + id,
                id(1),
                List.of(new ClientAuth.Anonymous(), authentication),
                Optional.empty(),
                Optional.empty(),
                AclMode.PASSTHROUGH);
    }

    private static Resource virtual(
            int id,
            long version,
            String name,
            String dnsLabel,
            UUID backend,
            List<ClientAuth> authentication,
            Optional<Namespace> namespace,
            Optional<List<TopicAlias>> aliases,
            AclMode aclMode) {
        return resource(
                VirtualCluster.TYPE,
                id,
                version,
                new VirtualCluster(
                        name,
                        "",
                        Reference.Target.to(backend),
                        authentication,
                        namespace,
                        aliases,
                        dnsLabel,
                        aclMode,
                        Map.of()));
    }

    private static Resource listener(int id, long version, String name, List<String> addresses, String... ports) {
        return resource(Listener.TYPE, id, version, new Listener(name, "", addresses, List.of(ports), Map.of()));
    }

    private static Resource policy(
            int id,
            long version,
            Optional<String> name,
            UUID listener,
            int position,
            boolean enabled,
            PolicyConfig config) {
        return ResourceMapper.resource(new Entity<>(
                Policy.OF_LISTENER.kind(),
                id(id),
                GATEWAY,
                name,
                Optional.of(new Place(listener, position)),
                new Policy(
                        "forward_to_virtual_cluster",
                        name,
                        "",
                        enabled,
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        config),
                new Stamp(TIME, TIME, version)));
    }

    /** The number says where it stands; one that is called off is not enabled. */
    private static Entity<?> policy(
            EntityType<Policy> type, int number, String policyType, String name, PolicyConfig config) {
        Optional<String> named = Optional.of(name).filter(text -> !text.isEmpty());
        boolean nested = policyType.endsWith("_fields");
        return new Entity<>(
                type.kind(),
                id(number),
                GATEWAY,
                named,
                Optional.of(new Place(id(2), number % 10)),
                new Policy(
                        policyType,
                        named,
                        "",
                        !name.equals("off"),
                        Map.of(),
                        Optional.of(nested ? "record.value.validated" : ""),
                        nested ? Optional.of(id(number - 1)) : Optional.empty(),
                        config),
                new Stamp(TIME, TIME, number));
    }

    private static PolicyConfig validation(FailureMode mode) {
        return new SchemaValidation(
                SchemaValidation.Format.CONFLUENT_SCHEMA_REGISTRY,
                Optional.of(asSent(id(51))),
                Optional.of(mode),
                Optional.of(false),
                Optional.of(true),
                Optional.of(FailureMode.MARK),
                Optional.empty());
    }

    private static PolicyConfig headers() {
        return new ModifyHeaders(List.of(new ModifyHeaders.SetHeader("k", "v"), new ModifyHeaders.RemoveHeader("x")));
    }

    private static Reference.AsSent asSent(UUID meant) {
        return new Reference.AsSent(Optional.empty(), Optional.of("n"), Optional.of(meant));
    }

    private static PolicyConfig mapping(UUID virtual, String host, String bootstrap, int minBrokerId) {
        return new ForwardToVirtualCluster.PortMapping(
                host,
                Reference.Target.to(virtual),
                BootstrapPort.valueOf(bootstrap.toUpperCase(Locale.ROOT)),
                minBrokerId);
    }

    private static PolicyConfig sni(String suffix, Optional<Integer> port, String format) {
        return new ForwardToVirtualCluster.Sni(
                Optional.of(suffix),
                port,
                Optional.of(format)
                        .filter(text -> !text.isEmpty())
                        .map(text -> HostFormat.valueOf(text.toUpperCase(Locale.ROOT)))
                        .map(ForwardToVirtualCluster.BrokerHostFormat::new));
    }

    private static PolicyConfig tlsServer(UUID trustBundle) {
        return new TlsServer(
                List.of(new TlsServer.Certificate(ExamplePem.CERTIFICATE, Secret.of(ExamplePem.KEY))),
                new TlsServer.Versions(TlsServer.Version.TLS_1_2, TlsServer.Version.TLS_1_3),
                true,
                Optional.of(new TlsServer.ClientAuthentication(
                        TlsServer.Mode.REQUIRED,
                        List.of(new Reference.AsSent(
                                Optional.empty(), Optional.of("clients"), Optional.of(trustBundle))),
                        Optional.of("context.certificate.subject['CN']"))));
    }

    private static Resource trustBundle(int id, long version) {
        return resource(
                TlsTrustBundle.TYPE,
                id,
                version,
                new TlsTrustBundle(
                        "clients", "", new TlsTrustBundle.Config(ExamplePem.AUTHORITY), Map.of("team", "orders")));
    }

    private static <S> Resource resource(EntityType<S> type, int id, long version, S spec) {
        return ResourceMapper.resource(entity(type, id, version, spec));
    }

    private static <S> Entity<S> entity(EntityType<S> type, int id, long version, S spec) {
        return new Entity<>(
                type.kind(),
                id(id),
                GATEWAY,
                Optional.empty(),
                Optional.empty(),
                spec,
                new Stamp(TIME.plusSeconds(id), TIME, version));
    }

    private static UUID id(int number) {
        return new UUID(0x4000, 0x8000_0000_0000_0000L + number);
    }
}
