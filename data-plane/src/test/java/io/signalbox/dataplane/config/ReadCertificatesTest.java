package io.signalbox.dataplane.config;

import static io.signalbox.dataplane.config.Snapshots.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.proto.config.v1.WireBackendCluster;
import io.signalbox.proto.config.v1.WireBackendTls;
import io.signalbox.proto.config.v1.WireClientIdentity;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadCertificatesTest {

    private static final Issuer AUTHORITY = Issuer.create(KeyKind.EC, "CN=ca", Duration.ofDays(30));
    private static final KeyedCertificate SERVER =
            AUTHORITY.issue(CertificateRequest.of(KeyKind.EC, "CN=gw", Duration.ofDays(10), "gw.example.com"));
    private static final String CA = AUTHORITY.authority().certificatePem();

    private final Snapshots snapshots = new Snapshots();

    @BeforeEach
    void environment() {
        Snapshots.VARIABLES.put("READ_CERTIFICATE", SERVER.certificatePem());
        Snapshots.VARIABLES.put("READ_KEY", SERVER.keyPem());
        Snapshots.VARIABLES.put("READ_CA", CA);
    }

    @AfterEach
    void forget() {
        Snapshots.VARIABLES.keySet().removeIf(name -> name.startsWith("READ_"));
    }

    @Test
    void whatIsReferredToIsFoundWhereverThatIs() {
        snapshots
                .backend(
                        1,
                        WireBackendCluster.newBuilder()
                                .setName("kafka")
                                .addBootstrapServers("kafka1:9092")
                                .setTls(WireBackendTls.newBuilder()
                                        .setCaBundle("${env['READ_CA']}")
                                        .setClientIdentity(WireClientIdentity.newBuilder()
                                                .setCertificate("${env['READ_CERTIFICATE']}")
                                                .setKey("${env['READ_KEY']}"))))
                .virtual(2, 1)
                .trustBundle(5, "${env['READ_CA']}")
                .listener(3, "9092")
                .policy(6, 3, 2, true)
                .tlsServer(4, 3, SERVER, tls -> tls.setCertificate("${env['READ_CERTIFICATE']}"));

        assertThat(ReadCertificates.of(snapshots.resources(), snapshots.build().image()))
                .extracting(
                        ReadCertificates.Read::entity,
                        ReadCertificates.Read::trusted,
                        read -> read.certificate().getSubjectX500Principal().getName())
                .containsExactlyInAnyOrder(
                        tuple(id(1), true, "CN=ca"),
                        tuple(id(1), false, "CN=gw"),
                        tuple(id(5), true, "CN=ca"),
                        tuple(id(4), false, "CN=gw"));
    }

    @Test
    void whatIsInTheConfigurationIsNotSaidAgain() {
        snapshots
                .backend(1)
                .virtual(2, 1)
                .trustBundle(5, CA)
                .listener(3, "9092")
                .tlsServer(4, 3, SERVER);

        assertThat(ReadCertificates.of(snapshots.resources(), snapshots.build().image()))
                .isEmpty();
    }

    @Test
    void whatCouldNotBeReadIsNotThere() {
        snapshots.backend(1).virtual(2, 1).trustBundle(5, "${env['READ_NOTHING']}");

        assertThat(ReadCertificates.of(snapshots.resources(), snapshots.build().image()))
                .isEmpty();
    }
}
