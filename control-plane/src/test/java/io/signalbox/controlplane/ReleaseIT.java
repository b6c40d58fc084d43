package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.Issuer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a gateway's {@code min_runtime_version} allows, and what keeps it from being lowered. */
class ReleaseIT {

    private static final String PEM = Issuer.create(Issuer.KeyKind.EC, "CN=clients", Duration.ofDays(1))
            .authority()
            .certificatePem();

    private final Api api = TestControlPlane.shared().api();
    private final String gateway = api.newGateway();

    @Test
    void itMayBeLoweredWhenNothingStoredNeedsMore() {
        String backend = api.newBackendCluster(gateway, "kafka");
        api.newVirtualCluster(gateway, "orders", backend);

        Api.Answer lowered = lower("1.0");

        assertThat(lowered.status()).isEqualTo(200);
        assertThat(lowered.text("min_runtime_version")).isEqualTo("1.0");
        assertThat(lower("1.3").status()).isEqualTo(200);
    }

    @Test
    void aTrustBundleKeepsItAt11() {
        String bundle = api.post(
                        gateway + "/tls-trust-bundles",
                        json("{'name': 'clients', 'config': {'trusted_ca': %s}}", "'${env[\\\"CA\\\"]}'"))
                .id();

        Api.Answer refused = lower("1.0");
        Api.Answer byPut = api.put(gateway, json("{'min_runtime_version': '1.0'}"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.invalid()).containsExactly("min_runtime_version invalid");
        assertThat(refused.text("detail")).contains("1.1", "TLS trust bundle [clients] (" + bundle + ")");
        assertThat(byPut.status()).isEqualTo(400);
        assertThat(lower("1.1").status()).isEqualTo(200);
        assertThat(api.delete(gateway + "/tls-trust-bundles/" + bundle).status())
                .isEqualTo(204);
        assertThat(lower("1.0").status()).isEqualTo(200);
    }

    @Test
    void policiesThatNeed11KeepItThereAndAreEachNamed() {
        String listener = gateway + "/listeners/" + api.newListener(gateway, "l", "[9092]") + "/policies";
        api.post(
                listener,
                json("{'type': 'forward_to_virtual_cluster', 'name': 'by sni', 'config': {'type': 'sni',"
                        + " 'sni_suffix': '.example.com', 'broker_host_format': {'type': 'shared_suffix'}}}"));
        api.post(
                gateway + "/tls-trust-bundles",
                "{\"name\": \"b\", \"config\": {\"trusted_ca\": " + Api.string(PEM) + "}}");

        Api.Answer refused = lower("1.0");

        assertThat(refused.invalid()).containsExactly("min_runtime_version invalid", "min_runtime_version invalid");
        assertThat(refused.response().body())
                .contains("config.broker_host_format of listener policy [by sni]", "TLS trust bundle [b]");
    }

    private Api.Answer lower(String version) {
        return api.patch(gateway, json("{'min_runtime_version': '%s'}", version));
    }
}
