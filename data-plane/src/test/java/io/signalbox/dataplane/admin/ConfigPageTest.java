package io.signalbox.dataplane.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.proto.config.v1.PlainLogin;
import io.signalbox.proto.config.v1.SaslPlainAuth;
import io.signalbox.proto.config.v1.WireClientAuth;
import io.signalbox.proto.config.v1.WireMediation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigPageTest {

    private static final KeyedCertificate SERVER =
            Issuer.create(KeyKind.EC, "CN=gw", Duration.ofDays(1)).authority();

    @Test
    void tellsWhatIsServedAndWhatIsWrongAndNoSecret() {
        RoutingImage image = new Snapshots()
                .backend(1)
                .virtual(
                        2,
                        1,
                        WireClientAuth.newBuilder()
                                .setSaslPlain(SaslPlainAuth.newBuilder()
                                        .setMediation(WireMediation.MEDIATION_TERMINATE)
                                        .addPrincipals(PlainLogin.newBuilder()
                                                .setUsername("alice")
                                                .setPassword("wonder")))
                                .build())
                .listener(3, "9092-9095")
                .tlsServer(4, 3, SERVER)
                .policyAt(5, 3, 2, 9)
                .build()
                .image();

        String page = ConfigPage.of(
                image,
                List.of(ConfigProblem.error(
                        image.virtualCluster(Snapshots.id(2)).orElseThrow().ref(), "some.code", "What is wrong.")));

        assertThat(page)
                .contains(
                        "version: " + image.version(),
                        "listener: listener-3",
                        "tls_server: CN=gw",
                        "forward: " + Snapshots.id(5),
                        "authentication: sasl_plain TERMINATE principals=1",
                        "servers=[kafka1:9092] tls=false login=none",
                        "error: some.code: What is wrong.")
                .doesNotContain("wonder", "PRIVATE");
    }
}
