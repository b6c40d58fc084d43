package io.signalbox.controlplane.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.controlplane.gateway.Reference;
import io.signalbox.controlplane.secret.Secret;
import io.signalbox.controlplane.secret.SecretCipher;
import io.signalbox.controlplane.secret.SecretJson;
import io.signalbox.controlplane.settings.SealingKey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class PolicyConfigTest {

    private static final String KEY = "-----BEGIN PRIVATE KEY-----";

    private final JsonMapper columns = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(SecretJson.stored(new SecretCipher(SealingKey.parse("A".repeat(43)), List.of())))
            .build();

    @ParameterizedTest
    @MethodSource("configs")
    void aColumnGivesBackWhatWasPutIntoIt(PolicyConfig config) {
        String json = columns.writerFor(PolicyConfig.class).writeValueAsString(config);

        assertThat(columns.readValue(json, PolicyConfig.class)).isEqualTo(config);
        assertThat(json).doesNotContain(KEY);
        assertThat(config.toString()).doesNotContain(KEY);
    }

    static Stream<PolicyConfig> configs() {
        return Stream.of(
                new PolicyConfig.PortMapping("localhost", Optional.empty(), "none", 100),
                new PolicyConfig.PortMapping(
                        "localhost", Optional.of(new Reference.Target(UUID.randomUUID(), "orders")), "at_start", 0),
                new PolicyConfig.Sni(Optional.empty(), Optional.empty(), Optional.empty()),
                new PolicyConfig.Sni(
                        Optional.of(".example.com"),
                        Optional.of(9443),
                        Optional.of(PolicyConfig.BrokerHostFormat.SHARED_SUFFIX)),
                tlsServer(KEY, Optional.empty()),
                tlsServer(
                        "${env['KEY']}",
                        Optional.of(new TlsServer.ClientAuthentication(
                                "required",
                                List.of(
                                        new TlsServer.TrustBundleReference(
                                                Optional.of(UUID.randomUUID()), Optional.empty()),
                                        new TlsServer.TrustBundleReference(Optional.empty(), Optional.of("clients"))),
                                Optional.of("context.certificate.subject['CN']")))));
    }

    private static TlsServer tlsServer(String key, Optional<TlsServer.ClientAuthentication> authentication) {
        return new TlsServer(
                List.of(new TlsServer.Certificate("-----BEGIN CERTIFICATE-----\r\n", Secret.of(key))),
                TlsServer.Versions.DEFAULT,
                true,
                authentication);
    }
}
