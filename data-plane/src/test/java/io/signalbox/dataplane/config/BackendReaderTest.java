package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.proto.config.v1.PlainLogin;
import io.signalbox.proto.config.v1.ScramLogin;
import io.signalbox.proto.config.v1.TlsVersion;
import io.signalbox.proto.config.v1.WireBackendCluster;
import io.signalbox.proto.config.v1.WireBackendCluster.Builder;
import io.signalbox.proto.config.v1.WireBackendTls;
import io.signalbox.proto.config.v1.WireClientIdentity;
import io.signalbox.proto.config.v1.WireScramAlgorithm;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackendReaderTest {

    private static final Duration VALIDITY = Duration.ofDays(1);
    private static final Issuer AUTHORITY = Issuer.create(KeyKind.EC, "CN=brokers CA", VALIDITY);
    private static final KeyedCertificate OWN =
            AUTHORITY.issue(CertificateRequest.of(KeyKind.EC, "CN=gateway", VALIDITY));

    private final Snapshots snapshots = new Snapshots();

    @AfterEach
    void forgetVariables() {
        Snapshots.VARIABLES.clear();
    }

    @Test
    void withoutAnythingItIsPlaintextAndSaysNothingOfItself() {
        BackendCluster cluster = served(cluster());

        assertThat(cluster.tls()).isEmpty();
        assertThat(cluster.login()).isEqualTo(new BackendLogin.Anonymous());
    }

    @Test
    void whateverIsReferredToIsResolvedFromTheNodesEnvironment() {
        Snapshots.VARIABLES.put("CA", AUTHORITY.authority().certificatePem());
        Snapshots.VARIABLES.put("CERT", OWN.certificatePem());
        Snapshots.VARIABLES.put("KEY", OWN.keyPem());
        Snapshots.VARIABLES.put("USER", "gateway");
        Snapshots.VARIABLES.put("PASSWORD", "s3cret");

        BackendCluster cluster = served(cluster()
                .setTls(WireBackendTls.newBuilder()
                        .setCaBundle("${env['CA']}")
                        .addVersions(TlsVersion.TLS_VERSION_1_3)
                        .setClientIdentity(identity("${vault.env[\"CERT\"]}", "${vault['env']['KEY']}")))
                .setScram(ScramLogin.newBuilder()
                        .setAlgorithm(WireScramAlgorithm.SCRAM_ALGORITHM_SHA_512)
                        .setUsername("${env['USER']}")
                        .setPassword("${env['PASSWORD']}")));

        assertThat(cluster.tls()).hasValueSatisfying(tls -> {
            assertThat(tls.trusted())
                    .isEqualTo(Optional.of(Set.of(AUTHORITY.authority().certificate())));
            assertThat(tls.protocols()).containsExactly("TLSv1.3");
            assertThat(tls.identity().orElseThrow().key()).isEqualTo(OWN.key());
        });
        assertThat(cluster.login())
                .isEqualTo(new BackendLogin.Scram(
                        io.signalbox.dataplane.config.ScramAlgorithm.SHA_512, "gateway", Password.of("s3cret")));
        assertThat(cluster.toString()).doesNotContain("s3cret", "PrivateKey");
    }

    @Test
    void anUnsetOrEmptyVariableIsNamedWithTheProperty() {
        Snapshots.VARIABLES.put("EMPTY", "");

        assertThat(refused(cluster().setPlain(login("u", "${env['UNSET']}"))))
                .contains("its authentication.password refers to the environment variable [UNSET], which is not set");
        assertThat(refused(cluster().setPlain(login("${env['EMPTY']}", "p"))))
                .contains("its authentication.username refers to the environment variable [EMPTY], which is empty");
        assertThat(refused(cluster().setTls(WireBackendTls.newBuilder().setCaBundle("${env['UNSET']}"))))
                .contains("its tls.ca_bundle refers to the environment variable [UNSET], which is not set");
    }

    @Test
    void aKeyThatDoesNotBelongToItsCertificateIsRefused() {
        KeyedCertificate other = AUTHORITY.issue(CertificateRequest.of(KeyKind.EC, "CN=other", VALIDITY));

        assertThat(refused(cluster()
                        .setTls(WireBackendTls.newBuilder()
                                .setClientIdentity(identity(OWN.certificatePem(), other.keyPem())))))
                .contains("its tls.client_identity.key does not belong to the certificate");
    }

    @Test
    void whatIsNoCertificateIsRefusedByName() {
        Snapshots.VARIABLES.put("CA", "not a certificate");

        assertThat(refused(cluster().setTls(WireBackendTls.newBuilder().setCaBundle("${env['CA']}"))))
                .contains("its tls.ca_bundle is neither PEM nor base64 of PEM");
    }

    @Test
    void whatTheNodesEngineRefusesIsAProblemOfTheCluster() {
        snapshots
                .backend(1, cluster().setTls(WireBackendTls.getDefaultInstance()))
                .virtual(2, 1);
        NodeEnvironment picky = new NodeEnvironment(
                name -> Optional.empty(),
                server -> {
                    throw new AssertionError("no listener has TLS");
                },
                backend -> {
                    throw new IllegalArgumentException("its tls cannot be used: no such version");
                });

        ImageBuilder.Built built = ImageBuilder.build(snapshots.resources(), RoutingImage.EMPTY, picky);

        assertThat(built.image().backendClusters()).isEmpty();
        assertThat(built.problems().get(0).code()).isEqualTo("backend_cluster.invalid");
        assertThat(built.problems().get(0).message()).contains("its tls cannot be used: no such version");
    }

    @Test
    void whatChangesOneOfItsConnectionsChangesTheWayItConnects() {
        BackendCluster plain = served(cluster().setPlain(login("u", "p")));
        BackendCluster same = served(cluster().setPlain(login("u", "p")));
        BackendCluster rotated = served(cluster().setPlain(login("u", "q")));
        BackendCluster encrypted =
                served(cluster().setPlain(login("u", "p")).setTls(WireBackendTls.getDefaultInstance()));

        assertThat(plain.connectsLike(same)).isTrue();
        assertThat(plain.connectsLike(rotated)).isFalse();
        assertThat(plain.connectsLike(encrypted)).isFalse();
    }

    private BackendCluster served(Builder body) {
        ImageBuilder.Built built = snapshots
                .backend(1, body.setAnonymousClientsAllowed(true))
                .virtual(2, 1)
                .build();
        assertThat(built.problems()).isEmpty();
        return built.image().backendClusters().values().iterator().next();
    }

    private String refused(Builder body) {
        ImageBuilder.Built built = snapshots.backend(1, body).build();
        assertThat(built.image().backendClusters()).isEmpty();
        return built.problems().get(0).message();
    }

    private static Builder cluster() {
        return WireBackendCluster.newBuilder().setName("orders").addBootstrapServers("kafka1:9092");
    }

    private static PlainLogin login(String username, String password) {
        return PlainLogin.newBuilder()
                .setUsername(username)
                .setPassword(password)
                .build();
    }

    private static WireClientIdentity identity(String certificate, String key) {
        return WireClientIdentity.newBuilder()
                .setCertificate(certificate)
                .setKey(key)
                .build();
    }
}
