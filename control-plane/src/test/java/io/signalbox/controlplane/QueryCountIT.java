package io.signalbox.controlplane;

import static io.signalbox.controlplane.Api.json;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.KeyKind;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** A list costs as many statements however long its pages are. */
@Isolated("it counts the statements of all")
class QueryCountIT {

    private static final int FEW = 2;
    private static final int MANY = 30;

    private static final String CERTIFICATE =
            Issuer.create(KeyKind.EC, "CN=x", Duration.ofDays(1)).authority().certificatePem();

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final Statistics jpa = controlPlane
            .part(EntityManagerFactory.class)
            .unwrap(SessionFactory.class)
            .getStatistics();
    private final Logger sql = (Logger) LoggerFactory.getLogger(JdbcTemplate.class);
    private final ListAppender<ILoggingEvent> statements = new ListAppender<>();
    private final String gateway = api.newGateway();

    @BeforeEach
    void listen() {
        jpa.setStatisticsEnabled(true);
        statements.start();
        sql.addAppender(statements);
        sql.setAdditive(false);
        sql.setLevel(Level.DEBUG);
    }

    @AfterEach
    void stop() {
        jpa.setStatisticsEnabled(false);
        sql.setLevel(null);
        sql.setAdditive(true);
        sql.detachAppender(statements);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/backend-clusters",
                "/virtual-clusters",
                "/listeners",
                "/tls-trust-bundles",
                "/static-keys",
                "/schema-registries",
                "/data-plane-certificates"
            })
    void aPageOfManyTakesNoMoreStatementsThanOneOfFew(String collection) {
        IntConsumer create = creator(collection);
        IntStream.range(0, FEW).forEach(create);
        long few = statements(collection, FEW);

        IntStream.range(FEW, MANY).forEach(create);

        assertThat(statements(collection, MANY)).isEqualTo(few);
    }

    @ParameterizedTest
    @ValueSource(strings = {"policies", "policy-chain", "advertised-addresses"})
    void aLongChainTakesNoMoreStatementsThanAShortOne(String part) {
        String backend = api.newBackendCluster(gateway, "kafka");
        api.newVirtualCluster(gateway, "orders", backend);
        String listener = api.newListener(gateway, "l", "['9092']");
        String policies = "/listeners/" + listener + "/policies";
        IntConsumer create = number -> assertThat(api.post(
                                gateway + policies,
                                json("{'type': 'forward_to_virtual_cluster', 'name': 'p" + number
                                        + "', 'config': {'type': 'sni', 'sni_suffix': '.x" + number + ".example'}}"))
                        .status())
                .isEqualTo(201);
        IntStream.range(0, FEW).forEach(create);
        String path = "/listeners/" + listener + "/" + part;
        long few = statementsOf(path);

        IntStream.range(FEW, MANY).forEach(create);

        assertThat(statementsOf(path)).isEqualTo(few);
    }

    @Test
    void theTopologyOfALargeGatewayTakesNoMoreStatementsThanThatOfASmallOne() {
        IntConsumer create = creator("/virtual-clusters");
        IntStream.range(0, FEW).forEach(create);
        long few = statementsOf("/topology");

        IntStream.range(FEW, MANY).forEach(create);

        assertThat(statementsOf("/topology")).isEqualTo(few);
    }

    @Test
    void aLongPageOfGatewaysTakesNoMoreStatementsThanAShortOne() {
        IntStream.range(0, FEW).forEach(number -> api.newGateway());

        long one = gatewayStatements(1);
        long few = gatewayStatements(FEW);

        assertThat(few).isEqualTo(one);
    }

    private IntConsumer creator(String collection) {
        String backend = api.newBackendCluster(gateway, "kafka");
        return number -> {
            String name = "'name': 'n" + number + "'";
            String body = switch (collection) {
                case "/backend-clusters" ->
                    "{" + name
                            + ", 'bootstrap_servers': ['kafka1:9092'], 'authentication': {'type': 'anonymous'},"
                            + " 'tls': {'enabled': false}}";
                case "/virtual-clusters" ->
                    "{" + name + ", 'dns_label': 'n" + number + "', 'destination': {'id': '"
                            + anotherBackend(backend, number)
                            + "'}, 'authentication': [{'type': 'anonymous'}], 'acl_mode': 'passthrough'}";
                case "/listeners" ->
                    "{" + name + ", 'addresses': ['127.0.0.1'], 'ports': ['" + (10_000 + number) + "']}";
                case "/tls-trust-bundles" ->
                    "{" + name + ", 'config': {'trusted_ca': '" + CERTIFICATE.replace("\n", "\\n") + "'}}";
                case "/static-keys" -> "{" + name + ", 'value': '" + "A".repeat(43) + "='}";
                case "/schema-registries" ->
                    "{" + name
                            + ", 'type': 'confluent', 'config': {'schema_type': 'json', 'endpoint':"
                            + " 'http://registry:8081'}}";
                default -> "{" + name + ", 'certificate': '" + CERTIFICATE.replace("\n", "\\n") + "'}";
            };
            Api.Answer answer = api.post(gateway + collection, json(body));
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        };
    }

    /** Each virtual cluster has one of its own: a cache of one name must not hide the rest. */
    private String anotherBackend(String first, int number) {
        return number == 0 ? first : api.newBackendCluster(gateway, "kafka-" + number);
    }

    private long statements(String collection, int expected) {
        long statements = statementsOf(collection);
        assertThat(api.get(gateway + collection).body().get("data").size()).isGreaterThanOrEqualTo(expected);
        return statements;
    }

    private long gatewayStatements(int size) {
        forget();
        assertThat(api.get("/v1/event-gateways?page[size]=" + size).body().get("data"))
                .hasSize(size);
        return count();
    }

    private void forget() {
        jpa.clear();
        statements.list.clear();
    }

    /** By JPA, and of requests by JDBC: what is done every few seconds is done by others, with JDBC alone. */
    private long count() {
        return jpa.getPrepareStatementCount()
                + List.copyOf(statements.list).stream()
                        .filter(event -> event.getThreadName().startsWith("http-")
                                && event.getMessage().startsWith("Executing prepared SQL statement"))
                        .count();
    }

    private long statementsOf(String path) {
        Stream.of(1, 2).forEach(warm -> api.get(gateway + path));
        forget();
        assertThat(api.get(gateway + path).status()).isEqualTo(200);
        return count();
    }
}
