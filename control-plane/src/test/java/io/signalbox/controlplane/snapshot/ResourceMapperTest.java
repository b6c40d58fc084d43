package io.signalbox.controlplane.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.signalbox.controlplane.backendcluster.BackendAuth;
import io.signalbox.controlplane.backendcluster.BackendCluster;
import io.signalbox.controlplane.backendcluster.BackendTls;
import io.signalbox.controlplane.gateway.Reference;
import io.signalbox.controlplane.gateway.Versioned;
import io.signalbox.controlplane.listener.Listener;
import io.signalbox.controlplane.policy.ListenerPolicy;
import io.signalbox.controlplane.policy.PolicyConfig;
import io.signalbox.controlplane.policy.TlsServer;
import io.signalbox.controlplane.secret.Secret;
import io.signalbox.controlplane.trustbundle.TlsTrustBundle;
import io.signalbox.controlplane.virtualcluster.ClientAuth;
import io.signalbox.controlplane.virtualcluster.VirtualCluster;
import io.signalbox.proto.config.v1.BrokerHostFormat;
import io.signalbox.proto.config.v1.ClientAuthentication;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.Snapshot;
import io.signalbox.proto.config.v1.Sni;
import io.signalbox.proto.config.v1.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Holds the mapper to {@code proto/golden}, which the nodes' tests read. With {@code -Dsignalbox.golden.write=true} the
 * files are written instead of compared.
 */
class ResourceMapperTest {

    private static final Path GOLDEN = Path.of("..", "proto", "golden");
    private static final Instant TIME = Instant.parse("2026-08-21T10:15:30.123456Z");

    // Nobody has its key. It is valid until 2126, since nodes warn of what is about to expire.
    private static final String AUTHORITY = """
            -----BEGIN CERTIFICATE-----
            MIIBkDCCATegAwIBAgIUfC+LPUDIC1y/Pz1R6sXojAdrmGkwCgYIKoZIzj0EAwIw
            HTEbMBkGA1UEAwwSRXhhbXBsZSBjbGllbnRzIENBMCAXDTI2MTEyMzE5MjcyMFoY
            DzIxMjYxMDMwMTkyNzIwWjAdMRswGQYDVQQDDBJFeGFtcGxlIGNsaWVudHMgQ0Ew
            WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT0qgiw9JV+anMXFF86hcFzs+BS7zyq
            tYMcBIG2S0t11MljGqogFzuPupChfLMp9W0Z/1nVdjSV7PcuQFIArn79o1MwUTAd
            BgNVHQ4EFgQUp0sFOG8EBEU+kLOGV8OaGaY6cjMwHwYDVR0jBBgwFoAUp0sFOG8E
            BEU+kLOGV8OaGaY6cjMwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBE
            AiBzY2a83oepBAcBggjbiUxJkumYI+EB/8BtsYplzaN5rwIgJosmNjgOhalFIyDd
            +asGgC7vSmNh+cHaM4k8B4WnIvE=
            -----END CERTIFICATE-----
            """;

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
    void nodesAreAlwaysToldTheHostFormatOfAnSniPolicy() {
        PolicyConfig least = sni(Optional.empty(), Optional.empty(), "");
        PolicyConfig full = sni(Optional.of(".example.com"), Optional.of(9443), "shared_suffix");

        assertThat(policy(9, 15, Optional.empty(), id(3), 0, true, least)
                        .getListenerPolicy()
                        .getSni())
                .isEqualTo(Sni.newBuilder()
                        .setBrokerHostFormat(BrokerHostFormat.BROKER_HOST_FORMAT_PER_CLUSTER_SUFFIX)
                        .build());
        assertThat(policy(9, 15, Optional.empty(), id(3), 0, true, full)
                        .getListenerPolicy()
                        .getSni())
                .isEqualTo(Sni.newBuilder()
                        .setSuffix(".example.com")
                        .setAdvertisedPort(9443)
                        .setBrokerHostFormat(BrokerHostFormat.BROKER_HOST_FORMAT_SHARED_SUFFIX)
                        .build());
    }

    @Test
    void nodesAreGivenTheKeyOfATlsServer() {
        TlsServer config = new TlsServer(
                List.of(new TlsServer.Certificate("certificate", Secret.of("key"))),
                new TlsServer.Versions("TLSv1.2", "TLSv1.3"),
                true,
                Optional.of(new TlsServer.ClientAuthentication(
                        "required",
                        List.of(new TlsServer.TrustBundleReference(Optional.of(id(7)), Optional.empty())),
                        Optional.of("context.certificate.subject['CN']"))));

        Resource resource = policy(9, 15, Optional.empty(), id(3), 0, true, config);

        assertThat(resource.getListenerPolicy().getTlsServer())
                .isEqualTo(io.signalbox.proto.config.v1.TlsServer.newBuilder()
                        .setCertificate("certificate")
                        .setKey("key")
                        .setMinVersion(TlsVersion.TLS_VERSION_1_2)
                        .setMaxVersion(TlsVersion.TLS_VERSION_1_3)
                        .setAllowPlaintext(true)
                        .setClientAuthentication(ClientAuthentication.newBuilder()
                                .setRequired(true)
                                .addTlsTrustBundleIds(id(7).toString())
                                .setPrincipalMapping("context.certificate.subject['CN']"))
                        .build());
    }

    @Test
    void aTrustBundleAsItWasSent() throws IOException {
        golden(
                "trust-bundle.json",
                3,
                ResourceMapper.trustBundle(new Versioned<>(
                        id(10),
                        new TlsTrustBundle(
                                id(10),
                                "clients",
                                "",
                                new TlsTrustBundle.Config(AUTHORITY),
                                Map.of("team", "orders"),
                                TIME,
                                TIME),
                        3)));
    }

    private static void golden(String file, long version, Resource... resources) throws IOException {
        Snapshot snapshot = Snapshot.newBuilder()
                .setVersion(version)
                .addAllResources(List.of(resources))
                .setLast(true)
                .setDigest(Digest.of(List.of(resources)))
                .build();
        String json = JsonFormat.printer().print(snapshot) + "\n";

        if (Boolean.getBoolean("signalbox.golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(GOLDEN.resolve(file), json);
        }

        assertThat(GOLDEN.resolve(file)).hasContent(json);
    }

    private static Resource backend(int id, long version, String name, String... servers) {
        return ResourceMapper.backendCluster(new Versioned<>(
                id(id),
                new BackendCluster(
                        id(id),
                        name,
                        "",
                        new BackendAuth.Anonymous(),
                        false,
                        List.of(servers),
                        new BackendTls(false, false, List.of()),
                        60,
                        Map.of(),
                        TIME,
                        TIME),
                version));
    }

    private static Resource virtual(int id, long version, String name, String dnsLabel, UUID backend) {
        return ResourceMapper.virtualCluster(new Versioned<>(
                id(id),
                new VirtualCluster(
                        id(id),
                        name,
                        "",
                        new Reference.Target(backend, ""),
                        List.of(new ClientAuth.Anonymous()),
                        dnsLabel,
                        "passthrough",
                        Map.of(),
                        TIME,
                        TIME),
                version));
    }

    private static Resource listener(int id, long version, String name, List<String> addresses, String... ports) {
        return ResourceMapper.listener(new Versioned<>(
                id(id),
                new Listener(id(id), name, "", addresses, List.of(ports), Map.of(), TIME.plusSeconds(id), TIME),
                version));
    }

    private static Resource policy(
            int id,
            long version,
            Optional<String> name,
            UUID listener,
            int position,
            boolean enabled,
            PolicyConfig config) {
        return ResourceMapper.policy(new Versioned<>(
                id(id),
                new ListenerPolicy(
                        id(id),
                        "forward_to_virtual_cluster",
                        name,
                        "",
                        enabled,
                        Map.of(),
                        config,
                        TIME,
                        TIME,
                        listener,
                        position),
                version));
    }

    private static PolicyConfig mapping(UUID virtual, String host, String bootstrap, int minBrokerId) {
        return new PolicyConfig.PortMapping(
                host, Optional.of(new Reference.Target(virtual, "")), bootstrap, minBrokerId);
    }

    private static PolicyConfig sni(Optional<String> suffix, Optional<Integer> port, String format) {
        return new PolicyConfig.Sni(
                suffix,
                port,
                Optional.of(format).filter(text -> !text.isEmpty()).map(PolicyConfig.BrokerHostFormat::new));
    }

    private static UUID id(int number) {
        return new UUID(0x4000, 0x8000_0000_0000_0000L + number);
    }
}
