package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.KeyedCertificate;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wherever PEM is taken, a block that is not whole is refused by its number. */
class PemIT {

    private static final Issuer AUTHORITY = Issuer.create(Issuer.KeyKind.EC, "CN=ca", Duration.ofDays(1));
    private static final String CA = AUTHORITY.authority().certificatePem();
    private static final KeyedCertificate LEAF = AUTHORITY.issue(
            Issuer.CertificateRequest.of(Issuer.KeyKind.EC, "CN=leaf", Duration.ofDays(1), "gw.example"));
    private static final String CUT_OFF = CA.substring(0, CA.length() / 2);
    private static final String POLICIES = "/listeners/{id}/policies";
    private static final String REFERENCE = "${env['NAME']}";

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();

    static Stream<Place> places() {
        return Stream.of(
                new Place(
                        "/tls-trust-bundles",
                        "config.trusted_ca",
                        pem -> Map.of("name", "b" + System.nanoTime(), "config", Map.of("trusted_ca", pem))),
                new Place(
                        "/backend-clusters",
                        "tls.ca_bundle",
                        pem -> backend(Map.of("enabled", true, "ca_bundle", pem))),
                new Place(
                        "/backend-clusters",
                        "tls.client_identity.certificate",
                        pem -> backend(Map.of(
                                "enabled", true, "client_identity", Map.of("certificate", pem, "key", REFERENCE)))),
                new Place("/data-plane-certificates", "certificate", pem -> Map.of("certificate", pem)),
                new Place(POLICIES, "config.certificates[0].certificate", pem -> tlsServer(pem, REFERENCE)));
    }

    @ParameterizedTest
    @MethodSource("places")
    void aSecondBlockThatIsCutOffIsNamedAndOneThatIsWholeIsTaken(Place place) {
        Api.Answer refused = post(place, LEAF.certificatePem() + CUT_OFF);
        Api.Answer endless =
                post(place, "-----BEGIN CERTIFICATE-----" + "-a".repeat(20_000) + "-----END CERTIFICATE-----");
        Api.Answer taken = post(place, "# ours\n" + LEAF.certificatePem() + "\n# the end\n");

        assertThat(refused.invalid()).containsExactly(place.field + " invalid");
        assertThat(refused.text("detail")).contains("PEM block 2 [CERTIFICATE] has no END line");
        assertThat(endless.invalid()).containsExactly(place.field + " invalid");
        assertThat(taken.status()).isEqualTo(201);
    }

    @Test
    void aKeyThatIsCutOffIsNamedAndNotRepeated() {
        String key = LEAF.keyPem().substring(0, LEAF.keyPem().length() - 60);

        Api.Answer refused = api.post(policies(), Api.string(tlsServer(LEAF.certificatePem(), key)));

        assertThat(refused.invalid()).containsExactly("config.certificates[0].key invalid");
        assertThat(refused.text("detail")).contains("PEM block 1 [PRIVATE KEY] has no END line");
        assertThat(refused.response().body())
                .doesNotContain(LEAF.keyPem().lines().toList().get(1));
    }

    @Test
    void theLeafMustComeFirst() {
        String rootFirst = CA + LEAF.certificatePem();

        Api.Answer withKey = api.post(policies(), Api.string(tlsServer(rootFirst, LEAF.keyPem())));
        Api.Answer withReference = api.post(policies(), Api.string(tlsServer(rootFirst, REFERENCE)));

        assertThat(withKey.invalid()).containsExactly("config.certificates[0].key invalid");
        assertThat(withKey.text("detail")).contains("the leaf must come first");
        assertThat(withReference.invalid()).containsExactly("config.certificates[0].certificate invalid");
        assertThat(withReference.text("detail")).contains("the leaf must come first");
    }

    private Api.Answer post(Place place, String pem) {
        String path = place.path.equals(POLICIES) ? policies() : gateway + place.path;
        return api.post(path, Api.string(place.body.apply(pem)));
    }

    private String policies() {
        return gateway + "/listeners/" + api.newListener(gateway, "l-" + System.nanoTime(), "[9092]") + "/policies";
    }

    private static Map<String, Object> backend(Map<String, Object> tls) {
        return Map.of(
                "name",
                "b" + System.nanoTime(),
                "bootstrap_servers",
                new String[] {"kafka:9092"},
                "authentication",
                Map.of("type", "anonymous"),
                "tls",
                tls);
    }

    private static Map<String, Object> tlsServer(String certificate, String key) {
        return Map.of("type", "tls_server", "config", Map.of("certificates", new Object[] {
            Map.of("certificate", certificate, "key", key)
        }));
    }

    /** A property of the API that is PEM. */
    record Place(String path, String field, Function<String, Object> body) {

        @Override
        public String toString() {
            return path + " " + field;
        }
    }
}
