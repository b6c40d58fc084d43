package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import io.signalbox.controlplane.settings.SealingKey;
import io.signalbox.controlplane.settings.SecretSettings;
import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import io.signalbox.proto.config.v1.Resource;
import io.signalbox.proto.config.v1.ResourceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A database with every kind of entity in it as release 1.3 stored them, each in a table of its own, and the answers that
 * release gave of it, but for a default that it showed: {@code stored-by-1.3.sql} and {@code stored-by-1.3.json}. Its
 * secrets are sealed with the key of this test.
 */
class StoredByAnEarlierReleaseIT {

    private static final String SCHEMA_OF_1_3 = "9";
    private static final SealingKey KEY = SealingKey.parse("A".repeat(43));

    @TempDir
    private Path folder = Path.of("");

    private final JsonNode answers = Api.tree(resource("stored-by-1.3.json"));
    private final String gateway = answers.propertyNames().iterator().next();

    @Test
    void itIsServedAsItWas() throws Exception {
        DatabaseSettings database = TestDatabase.fresh();
        store(database);

        try (ControlPlane running = ControlPlane.start(TestControlPlane.settings(
                folder.resolve("control plane"),
                Optional.of(database),
                new SecretSettings(Optional.of(KEY), Optional.empty(), List.of(), Optional.empty())))) {
            Api api = new Api(running.httpPort(), TestControlPlane.TOKEN);

            checkAnswers(api);
            checkPuts(api);
            checkDeletes(api);
            checkNode(api, running.grpcPort());
        }
    }

    private void checkAnswers(Api api) {
        answers.properties().forEach(answer -> {
            String path = answer.getKey().replace("[", "%5B").replace("]", "%5D");
            JsonNode now = api.get(path).body();
            assertThat(now).as(path).isEqualTo(answer.getValue());
        });
    }

    /** Whatever it is, to send back what was read changes nothing. */
    private void checkPuts(Api api) {
        for (String collection : List.of(
                "backend-clusters",
                "virtual-clusters",
                "listeners",
                "tls-trust-bundles",
                "schema-registries",
                "data-plane-certificates")) {
            entities(collection).forEach(entity -> checkPut(api, gateway + "/" + collection, entity));
        }
        // But for a TLS server: a trust bundle that it names has another name by now.
        String policies = policies();
        StreamSupport.stream(answers.get(policies).spliterator(), false)
                .filter(policy -> !policy.get("type").asString().equals("tls_server"))
                .forEach(policy -> checkPut(api, policies, policy));

        assertThat(api.get(gateway).text("version"))
                .isEqualTo(answers.get(gateway).get("version").asString());
    }

    private static void checkPut(Api api, String collection, JsonNode entity) {
        ObjectNode body = (ObjectNode) entity.deepCopy();
        Api.Answer answer = api.put(collection + "/" + entity.get("id").asString(), body.toString());
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(entity);
    }

    /** What was referred to is so still. */
    private void checkDeletes(Api api) {
        for (String used : List.of(
                "backend-clusters/plain",
                "backend-clusters/anonymous",
                "virtual-clusters/orders",
                "tls-trust-bundles/clients",
                "tls-trust-bundles/partners of ours")) {
            String collection = used.substring(0, used.indexOf('/'));
            String path = gateway + "/" + collection + "/" + id(collection, used.substring(used.indexOf('/') + 1));
            assertThat(api.delete(path).status()).as(used).isEqualTo(400);
        }
    }

    private void checkNode(Api api, int grpcPort) throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        assertThat(TestNode.register(api, gateway, identity).status()).isEqualTo(201);
        try (TestNode node =
                new TestNode(grpcPort, folder.resolve("control plane").resolve("ca.crt"), identity)) {
            node.hello(gateway);

            List<Resource> resources = node.next().resources();

            assertThat(of(resources, ResourceKind.RESOURCE_KIND_BACKEND_CLUSTER))
                    .extracting(
                            backend -> backend.getBackendCluster().getPlain().getPassword())
                    .containsExactlyInAnyOrder("s3cret", "", "");
            assertThat(of(resources, ResourceKind.RESOURCE_KIND_VIRTUAL_CLUSTER))
                    .flatExtracting(cluster -> cluster.getVirtualCluster().getAuthenticationList())
                    .anySatisfy(auth -> assertThat(auth.getSaslPlain().getPrincipalsList())
                            .extracting(login -> login.getPassword())
                            .containsExactly("wonderland"));
            assertThat(of(resources, ResourceKind.RESOURCE_KIND_LISTENER)).hasSize(2);
            assertThat(of(resources, ResourceKind.RESOURCE_KIND_LISTENER_POLICY))
                    .hasSize(4)
                    .anySatisfy(policy -> assertThat(policy.getListenerPolicy()
                                    .getTlsServer()
                                    .getClientAuthentication()
                                    .getTlsTrustBundleIdsList())
                            .containsExactly(
                                    id("tls-trust-bundles", "partners of ours"), id("tls-trust-bundles", "clients")))
                    .anySatisfy(policy -> assertThat(
                                    policy.getListenerPolicy().getPortMapping().getVirtualClusterId())
                            .isEqualTo(id("virtual-clusters", "orders")));
        }
    }

    private static List<Resource> of(List<Resource> resources, ResourceKind kind) {
        return resources.stream()
                .filter(resource -> resource.getKey().getKind() == kind)
                .toList();
    }

    private String policies() {
        return gateway + "/listeners/" + id("listeners", "main") + "/policies";
    }

    private String id(String collection, String name) {
        return entities(collection)
                .filter(entity -> name.equals(entity.path("name").asString()))
                .findFirst()
                .orElseThrow()
                .get("id")
                .asString();
    }

    private Stream<JsonNode> entities(String collection) {
        return StreamSupport.stream(
                answers.get(gateway + "/" + collection).get("data").spliterator(), false);
    }

    private static void store(DatabaseSettings database) {
        DriverManagerDataSource source = new DriverManagerDataSource(
                database.url(),
                database.user().orElseThrow(),
                database.password().orElseThrow());
        Flyway.configure().dataSource(source).target(SCHEMA_OF_1_3).load().migrate();
        new JdbcTemplate(source).execute(resource("stored-by-1.3.sql"));
    }

    private static String resource(String name) {
        try {
            return Files.readString(Path.of("src", "test", "resources", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
