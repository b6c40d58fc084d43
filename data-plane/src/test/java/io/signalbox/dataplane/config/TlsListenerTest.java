package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.proto.config.v1.TlsVersion;
import io.signalbox.proto.config.v1.WireClientAuthentication;
import io.signalbox.proto.config.v1.WireTlsServer;
import io.signalbox.routing.AcceptedTransport;
import io.signalbox.routing.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TLS policies in the image: each is applied, or fails, alone. */
class TlsListenerTest {

    private static final HostPort SOCKET = new HostPort("127.0.0.1", 9092);
    private static final HostPort OTHER_SOCKET = new HostPort("127.0.0.1", 9200);
    private static final Issuer AUTHORITY = Issuer.create(KeyKind.EC, "CN=ca.example", Duration.ofDays(1));
    private static final KeyedCertificate SERVER = server();
    private static final KeyedCertificate RENEWED = server();

    private final Snapshots snapshots = new Snapshots()
            .backend(1)
            .virtual(2, 1)
            .listener(3, "9092")
            .policy(4, 3, 2, true)
            .trustBundle(9, AUTHORITY.authority().certificatePem())
            .listener(7, "9200")
            .policy(8, 7, 2, true);

    @AfterEach
    void unset() {
        Snapshots.VARIABLES.clear();
    }

    @Test
    void withoutATlsServerAListenerSpeaksPlaintext() {
        assertThat(listener(snapshots.build())).satisfies(listener -> {
            assertThat(listener.tls()).isEmpty();
            assertThat(listener.routes().accepts()).isEqualTo(AcceptedTransport.PLAINTEXT);
        });
    }

    @Test
    void aTlsServerIsWhatThePolicySays() {
        snapshots.tlsServer(
                5,
                3,
                SERVER,
                tls -> tls.setMinVersion(TlsVersion.TLS_VERSION_1_3)
                        .setMaxVersion(TlsVersion.TLS_VERSION_1_3)
                        .setAllowPlaintext(true)
                        .setClientAuthentication(asking(9)));

        Listener listener = listener(snapshots.build());

        assertThat(listener.routes().accepts()).isEqualTo(AcceptedTransport.TLS_OR_PLAINTEXT);
        assertThat(listener.tls()).hasValueSatisfying(tls -> {
            assertThat(tls.chain().leaf()).isEqualTo(SERVER.certificate());
            assertThat(tls.protocols()).containsExactly("TLSv1.3");
            assertThat(tls.clientAuthentication()).hasValueSatisfying(clients -> {
                assertThat(clients.required()).isTrue();
                assertThat(clients.trusted())
                        .containsExactly(AUTHORITY.authority().certificate());
            });
        });
    }

    @Test
    void versionsThatAreNotSaidAreBoth() {
        snapshots.tlsServer(5, 3, SERVER);

        assertThat(listener(snapshots.build()).tls().orElseThrow().protocols()).containsExactly("TLSv1.2", "TLSv1.3");
    }

    @Test
    void referencesAreResolvedFromTheNodesEnvironment() {
        Snapshots.VARIABLES.put("TLS_KEY", SERVER.keyPem());
        snapshots.tlsServer(5, 3, SERVER, tls -> tls.setKey("${env['TLS_KEY']}"));

        assertThat(listener(snapshots.build()).tls()).isPresent();
    }

    @Test
    void anUnsetVariableIsAProblemThatNamesItAndTakesDownItsListenerAlone() {
        snapshots.tlsServer(5, 3, SERVER, tls -> tls.setKey("${vault.env['TLS_KEY']}"));

        ImageBuilder.Built built = snapshots.build();

        assertThat(built.image().sockets()).containsOnlyKeys(OTHER_SOCKET);
        assertThat(built.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("tls_server.invalid");
            assertThat(problem.entity().id()).isEqualTo(Snapshots.id(5));
            assertThat(problem.message())
                    .contains("its key refers to the environment variable [TLS_KEY], which is not set")
                    .contains("listener-3")
                    .contains("is not served");
        });
    }

    @Test
    void anEmptyVariableIsAProblemToo() {
        Snapshots.VARIABLES.put("TLS_KEY", "");
        snapshots.tlsServer(5, 3, SERVER, tls -> tls.setKey("${env['TLS_KEY']}"));

        assertThat(snapshots.build().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("[TLS_KEY], which is empty"));
    }

    @Test
    void aTlsServerThatCannotBeUsedKeepsItsLastGoodFormWhileTheListenersRoutesChange() {
        snapshots.tlsServer(5, 3, SERVER);
        RoutingImage good = snapshots.build().image();
        snapshots.tlsServer(5, 3, RENEWED, tls -> tls.setKey(SERVER.keyPem())).remove(4);

        ImageBuilder.Built built = snapshots.build(good);

        assertThat(listener(built).tls().orElseThrow().chain().leaf()).isEqualTo(SERVER.certificate());
        assertThat(listener(built).routes().policies()).isEmpty();
        assertThat(built.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("its key does not belong to the certificate")
                        .contains("keeps its last good form"));
    }

    @Test
    void aChainWithABlockThatIsCutOffIsNotUsedWithoutIt() {
        String pem = SERVER.certificatePem();
        snapshots.tlsServer(5, 3, SERVER, tls -> tls.setCertificate(pem + pem.substring(0, 100)));

        ImageBuilder.Built built = snapshots.build();

        assertThat(built.problems())
                .anySatisfy(problem -> assertThat(problem.message())
                        .contains("its certificate cannot be used: PEM block 2 [CERTIFICATE] has no END line"));
    }

    @Test
    void aListenerThatWasPlaintextIsNotServedSoWhenItsNewTlsCannotBeUsed() {
        RoutingImage plaintext = snapshots.build().image();
        snapshots.tlsServer(5, 3, SERVER, tls -> tls.setKey("${env['UNSET']}"));

        assertThat(snapshots.build(plaintext).image().sockets()).containsOnlyKeys(OTHER_SOCKET);
    }

    @Test
    void whatTheNodesEngineRefusesIsAProblemOfThePolicy() {
        snapshots.tlsServer(5, 3, SERVER);
        NodeEnvironment picky = new NodeEnvironment(
                name -> Optional.empty(),
                server -> {
                    throw new IllegalArgumentException("its key is too short");
                },
                backend -> {
                    throw new AssertionError("no backend cluster has TLS");
                });

        ImageBuilder.Built built = ImageBuilder.build(snapshots.resources(), RoutingImage.EMPTY, picky);

        assertThat(built.image().sockets()).containsOnlyKeys(OTHER_SOCKET);
        assertThat(built.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("its key is too short"));
    }

    @Test
    void aTrustBundleThatCannotBeReadKeepsItsLastGoodForm() {
        snapshots.tlsServer(5, 3, SERVER, tls -> tls.setClientAuthentication(asking(9)));
        RoutingImage good = snapshots.build().image();
        snapshots.trustBundle(9, "${env['UNSET']}");

        ImageBuilder.Built built = snapshots.build(good);

        assertThat(listener(built)).isEqualTo(good.listenerAt(SOCKET).orElseThrow());
        assertThat(built.problems()).extracting(ConfigProblem::code).containsExactly("tls_trust_bundle.invalid");
    }

    @Test
    void withoutItsTrustBundleATlsServerCannotBeUsed() {
        snapshots.tlsServer(5, 3, SERVER, tls -> tls.setClientAuthentication(asking(10)));

        ImageBuilder.Built built = snapshots.build();

        assertThat(built.image().sockets()).containsOnlyKeys(OTHER_SOCKET);
        assertThat(built.problems())
                .extracting(ConfigProblem::message)
                .singleElement()
                .asString()
                .contains("its TLS trust bundle (" + Snapshots.id(10) + ") cannot be used");
    }

    @Test
    void severalTrustBundlesAreMerged() {
        KeyedCertificate second = Issuer.create(KeyKind.RSA, "CN=second.example", Duration.ofDays(1))
                .authority();
        snapshots.trustBundle(10, second.certificatePem());
        Consumer<WireTlsServer.Builder> both = tls -> tls.setClientAuthentication(
                asking(9).addTlsTrustBundleIds(Snapshots.id(10).toString()));
        snapshots.tlsServer(5, 3, SERVER, both);

        assertThat(listener(snapshots.build())
                        .tls()
                        .flatMap(io.signalbox.dataplane.config.TlsServer::clientAuthentication)
                        .orElseThrow()
                        .trusted())
                .containsExactlyInAnyOrderElementsOf(
                        List.of(AUTHORITY.authority().certificate(), second.certificate()));
    }

    @Test
    void aTlsServerDoesNotPrintItsKey() {
        snapshots.tlsServer(5, 3, SERVER);

        assertThat(listener(snapshots.build()).toString()).doesNotContain("PrivateKey");
    }

    private static Listener listener(ImageBuilder.Built built) {
        return built.image().listenerAt(SOCKET).orElseThrow();
    }

    private static WireClientAuthentication.Builder asking(int bundle) {
        return WireClientAuthentication.newBuilder()
                .setRequired(true)
                .addTlsTrustBundleIds(Snapshots.id(bundle).toString());
    }

    private static KeyedCertificate server() {
        return AUTHORITY.issue(CertificateRequest.of(KeyKind.EC, "CN=gw.example", Duration.ofDays(1), "gw.example"));
    }
}
