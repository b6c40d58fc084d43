package io.signalbox.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.Snapshots;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateGaugesTest {

    private static final Issuer AUTHORITY = Issuer.create(KeyKind.EC, "CN=ca.example", Duration.ofDays(90));

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final CertificateGauges gauges = new CertificateGauges(registry);

    @Test
    void aRenewedCertificateIsToldByTheSameGauge() {
        gauges.onImage(withCertificate(Duration.ofDays(3)));
        List<Gauge> before = List.copyOf(shown());
        assertThat(before)
                .singleElement()
                .satisfies(gauge -> assertThat(gauge.value()).isBetween(2.0, 3.0));

        gauges.onImage(withCertificate(Duration.ofDays(30)));

        assertThat(shown()).singleElement().isSameAs(before.get(0));
        assertThat(before.get(0).value()).isBetween(29.0, 30.0);
    }

    @Test
    void aListenerWithoutTlsHasNone() {
        gauges.onImage(withCertificate(Duration.ofDays(3)));

        gauges.onImage(new Snapshots().listener(3, "9092").build().image());

        assertThat(shown()).isEmpty();
    }

    private Collection<Gauge> shown() {
        return registry.find("signalbox.tls.certificate.expires.in.days").gauges();
    }

    private static RoutingImage withCertificate(Duration validity) {
        KeyedCertificate certificate =
                AUTHORITY.issue(CertificateRequest.of(KeyKind.EC, "CN=gw.example", validity, "gw.example"));
        return new Snapshots()
                .listener(3, "9092")
                .tlsServer(5, 3, certificate)
                .build()
                .image();
    }
}
