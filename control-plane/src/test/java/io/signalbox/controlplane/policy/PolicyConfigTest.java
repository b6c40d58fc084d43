package io.signalbox.controlplane.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.entity.Reference;
import io.signalbox.controlplane.policy.ForwardToVirtualCluster.BootstrapPort;
import io.signalbox.controlplane.policy.ForwardToVirtualCluster.HostFormat;
import io.signalbox.controlplane.secret.Secret;
import io.signalbox.controlplane.secret.SecretCipher;
import io.signalbox.controlplane.secret.SecretJson;
import io.signalbox.controlplane.settings.SealingKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class PolicyConfigTest {

    private static final String KEY = "-----BEGIN PRIVATE KEY-----";

    private final JsonMapper columns = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(PolicyJson.policies())
            .addModule(SecretJson.stored(new SecretCipher(SealingKey.parse("A".repeat(43)), List.of())))
            .build();

    @ParameterizedTest
    @MethodSource("configs")
    void aColumnGivesBackWhatWasPutIntoIt(PolicyConfig config) {
        String type = PolicyFamily.ALL.stream()
                .flatMap(family -> family.types().stream())
                .filter(known -> known.config().isInstance(config))
                .map(PolicyType::name)
                .findFirst()
                .orElseThrow();
        Policy policy = new Policy(
                type,
                Optional.of("p"),
                "d",
                true,
                Map.of("k", "v"),
                Optional.of("true"),
                Optional.of(UUID.randomUUID()),
                config);

        String json = columns.writeValueAsString(policy);

        assertThat(columns.readValue(json, Policy.class)).isEqualTo(policy);
        assertThat(json).doesNotContain(KEY);
        assertThat(config.toString()).doesNotContain(KEY);
    }

    @Test
    void whatHasNothingToConfigureHasNoConfig() {
        Policy policy = new Policy(
                "skip_record",
                Optional.empty(),
                "",
                true,
                Map.of(),
                Optional.of(""),
                Optional.empty(),
                new SkipRecord());

        assertThat(columns.writeValueAsString(policy)).doesNotContain("config");
    }

    @Test
    void whatIsStoredAndNotKnownIsNoDefault() {
        String json =
                "{\"type\": \"tls_server\", \"config\": {\"certificates\": [], \"versions\": {\"min\": \"TLSv1.2\","
                        + " \"max\": \"TLSv1.4\"}, \"allow_plaintext\": false}}";

        assertThatThrownBy(() -> columns.readValue(json, Policy.class)).hasMessageContaining("TLSv1.4");
    }

    static Stream<PolicyConfig> configs() {
        return Stream.of(
                new ForwardToVirtualCluster.PortMapping(
                        "localhost", Reference.Target.to(UUID.randomUUID()), BootstrapPort.NONE, 100),
                new ForwardToVirtualCluster.PortMapping(
                        "localhost", Reference.Target.to(UUID.randomUUID(), "orders"), BootstrapPort.AT_START, 0),
                new ForwardToVirtualCluster.Sni(Optional.empty(), Optional.empty(), Optional.empty()),
                new ForwardToVirtualCluster.Sni(
                        Optional.of(".example.com"),
                        Optional.of(9443),
                        Optional.of(new ForwardToVirtualCluster.BrokerHostFormat(HostFormat.SHARED_SUFFIX))),
                tlsServer(KEY, Optional.empty()),
                tlsServer(
                        "${env['KEY']}",
                        Optional.of(new TlsServer.ClientAuthentication(
                                TlsServer.Mode.REQUIRED,
                                List.of(
                                        new Reference.AsSent(
                                                Optional.of(UUID.randomUUID()),
                                                Optional.empty(),
                                                Optional.of(UUID.randomUUID())),
                                        new Reference.AsSent(
                                                Optional.empty(),
                                                Optional.of("clients"),
                                                Optional.of(UUID.randomUUID()))),
                                Optional.of("context.certificate.subject['CN']")))),
                new Acls(List.of(
                        new Acls.Rule(
                                Acls.ResourceType.TRANSACTIONAL_ID,
                                Acls.Action.DENY,
                                List.of(new Acls.Operation(Acls.OperationName.IDEMPOTENT_WRITE)),
                                new Names(List.of("a*", "b"), Optional.empty())),
                        new Acls.Rule(Acls.ResourceType.TOPIC, Acls.Action.ALLOW, List.of(), expression()))),
                new ModifyHeaders(
                        List.of(new ModifyHeaders.SetHeader("k", "${v}"), new ModifyHeaders.RemoveHeader("k"))),
                new SchemaValidation(
                        SchemaValidation.Format.CONFLUENT_SCHEMA_REGISTRY,
                        Optional.of(asSent()),
                        Optional.of(FailureMode.MARK),
                        Optional.of(true),
                        Optional.of(false),
                        Optional.of(FailureMode.REJECT),
                        Optional.of(FailureMode.SKIP)),
                new SchemaValidation(
                        SchemaValidation.Format.JSON,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new Encrypt(
                        FailureMode.PASSTHROUGH,
                        List.of(RecordPart.KEY, RecordPart.VALUE),
                        new EncryptionKey.Aws("arn:aws:kms:x")),
                new Encrypt(FailureMode.ERROR, List.of(RecordPart.KEY), new EncryptionKey.Static(asSent())),
                new EncryptFields(
                        FailureMode.REJECT,
                        List.of(
                                new EncryptFields.Selector(expression(), new EncryptionKey.Static(asSent())),
                                new EncryptFields.Selector(
                                        new Names(List.of("a.b"), Optional.empty()),
                                        new EncryptionKey.Aws("arn:aws:kms:x")))),
                new Decrypt(
                        FailureMode.ERROR,
                        List.of(new KeySource(KeySource.Kind.AWS), new KeySource(KeySource.Kind.STATIC)),
                        List.of(RecordPart.VALUE)),
                new DecryptFields(
                        FailureMode.SKIP,
                        List.of(new KeySource(KeySource.Kind.STATIC)),
                        new DecryptFields.Selector(expression())),
                new SkipRecord());
    }

    private static Names expression() {
        return new Names(List.of(), Optional.of("['a']"));
    }

    private static Reference.AsSent asSent() {
        return new Reference.AsSent(Optional.empty(), Optional.of("n"), Optional.of(UUID.randomUUID()));
    }

    private static TlsServer tlsServer(String key, Optional<TlsServer.ClientAuthentication> authentication) {
        return new TlsServer(
                List.of(new TlsServer.Certificate("-----BEGIN CERTIFICATE-----\r\n", Secret.of(key))),
                TlsServer.Versions.DEFAULT,
                true,
                authentication);
    }
}
