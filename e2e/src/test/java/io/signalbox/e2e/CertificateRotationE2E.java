package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A certificate that is replaced again and again beside clients that stay and clients that come. */
@ExtendWith(OnStage.class)
class CertificateRotationE2E {

    private static final List<KeyKind> KINDS = List.of(KeyKind.values());
    private static final int HANDSHAKES_EACH = 20;

    private final Stage stage;

    CertificateRotationE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void noHandshakeFailsNoConnectionEndsAndWhoeverComesIsShownTheNewOne() throws Exception {
        try (TlsGateway guide = TlsGateway.open(stage, "rotation", Map.of())) {
            Clients clients = guide.clients("analytics", "TLSv1.3");
            String topic = clients.createTopic(1);

            try (Load load = Load.on(clients, topic);
                    Handshakes handshakes = Handshakes.with(guide.port, "bootstrap-payments" + TlsGateway.SUFFIX)) {
                int rotations = Repetition.ROTATIONS.times();
                for (int rotation = 0; rotation < rotations; rotation++) {
                    KeyKind kind = KINDS.get(rotation % KINDS.size());
                    KeyedCertificate next = TlsGateway.newCertificate(kind);
                    guide.serve(Gateway.tlsConfig(next));
                    await().until(() -> handshakes.lastShown().equals(next.certificate()));
                    handshakes.awaitMore(HANDSHAKES_EACH);
                    load.awaitProgress(100);
                }
                handshakes.assertNoneFailed();
                assertThat(load.connectionsClosed()).isZero();
                load.assertNothingLostRepeatedOrReordered();
            }

            assertThat(NodeMetrics.sum(guide.node, "signalbox_connections_rejected_total", "reason=\"tls_"))
                    .isZero();
        }
    }
}
