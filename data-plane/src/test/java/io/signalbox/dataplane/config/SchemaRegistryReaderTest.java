package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.proto.config.v1.PlainLogin;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKey;
import io.signalbox.proto.config.v1.ResourceKind;
import io.signalbox.proto.config.v1.SchemaFormat;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;
import io.signalbox.proto.config.v1.WireSchemaRegistry;
import io.signalbox.proto.config.v1.WireSchemaType;
import io.signalbox.proto.config.v1.WireSchemaValidation;
import io.signalbox.records.schema.SchemaType;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaRegistryReaderTest {

    private static final SecretReader SECRETS = new SecretReader(new NodeEnvironment(
            name -> name.equals("PASSWORD") ? Optional.of("s3cret") : Optional.empty(), server -> {}, backend -> {}));

    private final UUID id = Snapshots.id(60);
    private final WireSchemaRegistry.Builder registry = WireSchemaRegistry.newBuilder()
            .setName("registry")
            .setEndpoint("https://registry.example.com:8443/apis/ccompat/v7?a=b")
            .setSchemaType(WireSchemaType.SCHEMA_TYPE_JSON)
            .setTimeoutSeconds(3)
            .setBasic(PlainLogin.newBuilder().setUsername("ali").setPassword("${env['PASSWORD']}"));

    @Test
    void itIsReadWithItsPasswordWhichIsNotPrinted() {
        SchemaRegistry read = SchemaRegistryReader.read(SECRETS, id, registry.build());

        assertThat(read)
                .isEqualTo(new SchemaRegistry(
                        id,
                        "registry",
                        URI.create("https://registry.example.com:8443/apis/ccompat/v7"),
                        SchemaType.JSON,
                        Duration.ofSeconds(3),
                        Optional.of(new SchemaRegistry.Login("ali", Password.of("s3cret")))));
        assertThat(read.toString()).doesNotContain("s3cret");
    }

    @Test
    void oneWhoseVariableIsNotSetCannotBeUsed() {
        registry.getBasicBuilder().setPassword("${env['OTHER']}");

        assertThatThrownBy(() -> SchemaRegistryReader.read(SECRETS, id, registry.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("authentication.password")
                .hasMessageContaining("[OTHER]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://schema_registry:8081 | its endpoint has a host that no HTTP client takes, such as a name with an underscore",
                "http://a b | its endpoint is no URL",
            })
    void anEndpointThatCannotBeAskedIsNamed(String endpoint, String reason) {
        assertThatThrownBy(() -> SchemaRegistryReader.read(
                        SECRETS, id, registry.setEndpoint(endpoint).build()))
                .hasMessage(reason);
    }

    @Test
    void aVirtualClusterIsServedWithTheRegistriesThatItsPoliciesName() {
        assertThat(built(registry.clearBasic())
                        .image()
                        .virtualCluster(Snapshots.id(2))
                        .map(VirtualCluster::records)
                        .map(RecordRules::registries))
                .hasValueSatisfying(registries -> assertThat(registries).containsOnlyKeys(id));
    }

    @Test
    void aVirtualClusterWhoseRegistryCannotBeUsedIsNotServed() {
        ImageBuilder.Built built = built(registry.setEndpoint("http://schema_registry:8081"));

        assertThat(built.image().virtualClusters()).isEmpty();
        assertThat(built.problems())
                .extracting(ConfigProblem::code)
                .containsExactly("schema_registry.invalid", "virtual_cluster.invalid");
        assertThat(built.problems().get(1).message()).contains("its schema registry (" + id + ") is not there");
    }

    private ImageBuilder.Built built(WireSchemaRegistry.Builder body) {
        List<Resource> resources = new ArrayList<>(
                new Snapshots().backend(1).virtual(2, 1).resources().all());
        resources.add(Resource.newBuilder()
                .setKey(key(ResourceKind.RESOURCE_KIND_SCHEMA_REGISTRY, 60))
                .setSchemaRegistry(body)
                .build());
        resources.add(Resource.newBuilder()
                .setKey(key(ResourceKind.RESOURCE_KIND_CONSUME_POLICY, 61))
                .setVirtualClusterPolicy(VirtualClusterPolicy.newBuilder()
                        .setEnabled(true)
                        .setVirtualClusterId(Snapshots.id(2).toString())
                        .addRequires("consume_policy.schema_validation")
                        .setSchemaValidation(WireSchemaValidation.newBuilder()
                                .setFormat(SchemaFormat.SCHEMA_FORMAT_CONFLUENT_SCHEMA_REGISTRY)
                                .setSchemaRegistryId(id.toString())))
                .build());
        return ImageBuilder.build(Resources.of(7, "", resources), RoutingImage.EMPTY, Snapshots.NODE);
    }

    private static ResourceKey key(ResourceKind kind, int number) {
        return ResourceKey.newBuilder()
                .setKind(kind)
                .setId(Snapshots.id(number).toString())
                .build();
    }
}
