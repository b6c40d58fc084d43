package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import io.signalbox.controlplane.settings.Settings.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Several control planes on one database, none of which is more than the others. */
@Order(4) // of the longest
class ReplicaIT {

    private static final Pattern READY =
            Pattern.compile("control plane is ready http=127.0.0.1:(\\d+) grpc=127.0.0.1:(\\d+)");
    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final int STORM = 60;

    private final TestControlPlane first = TestControlPlane.shared();
    private final Api api = first.api();
    private final String gateway = api.newGateway();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aChangeMadeAtOneReachesANodeOfTheOtherAtOnceAndAtTheLatestWhenItLooks() throws Exception {
        X509Bundle identity = registered();
        try (TestNode node = new TestNode(TestControlPlane.second(), identity)) {
            node.hello(gateway);
            node.next();

            // Without notifications it could never be so fast; on a busy machine it need not be at the first attempt.
            await().until(() -> timeOfFiveChanges(node).compareTo(LOOK.multipliedBy(4)) < 0);

            String unannounced = node.held().resources().get(0).getKey().getId();
            changeWithoutNotification(unannounced);
            assertThat(node.next().resource(unannounced))
                    .hasValueSatisfying(resource ->
                            assertThat(resource.getBackendCluster().getName()).isEqualTo("unannounced"));
            assertThat(node.resyncs()).isZero();
        }
    }

    @Test
    void oneThatIsKilledInAStormOfChangesTakesNoneWithIt() throws Exception {
        X509Bundle identity = registered();
        Path state = Files.createDirectories(folder.resolve("second"));
        Process second = start(state);
        try {
            Matcher ports = ready(second);
            Api other = new Api(Integer.parseInt(ports.group(1)), TestControlPlane.TOKEN);
            List<String> made = new ArrayList<>();
            TestNode.Received held;
            try (TestNode node = new TestNode(Integer.parseInt(ports.group(2)), state.resolve("ca.crt"), identity)) {
                node.hello(gateway);
                node.next();
                for (int i = 0; i < STORM; i++) {
                    made.addAll(change(i % 2 == 0 || !second.isAlive() ? api : other, i));
                    if (i == STORM / 2) {
                        second.destroyForcibly();
                    }
                }
                assertThat(node.status().isOk()).isFalse();
                while (node.hasUnread()) {
                    node.next();
                }
                held = node.held();
            }

            try (TestNode back = new TestNode(first, identity)) {
                back.hello(gateway, held);
                TestNode.Received newest = back.until(api.version(gateway));

                assertThat(newest.isDelta()).isTrue();
                assertThat(back.resyncs()).isZero();
                assertThat(newest.resources())
                        .extracting(resource -> resource.getKey().getId())
                        .containsAll(made)
                        .hasSizeBetween(made.size(), made.size() + 1); // the one that was not answered
            }
        } finally {
            second.destroyForcibly();
        }
    }

    /** Of changes at one, each of which is awaited at a node of the other: four pauses between looks, if looks alone show them. */
    private Duration timeOfFiveChanges(TestNode node) throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            String backend = api.newBackendCluster(gateway, "kafka-" + UUID.randomUUID());
            assertThat(node.next().resource(backend)).isPresent();
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** The id of what was made; none when the answer did not come. */
    private List<String> change(Api replica, int number) {
        try {
            return List.of(replica.newBackendCluster(gateway, "storm-" + number));
        } catch (UncheckedIOException e) {
            return List.of();
        }
    }

    private X509Bundle registered() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);
        return identity;
    }

    private void changeWithoutNotification(String backend) {
        JdbcClient jdbc = first.part(JdbcClient.class);
        jdbc.sql("with next as (update event_gateway set version = version + 1 where id = :gateway returning version)"
                        + " update entity set name = 'unannounced', changed_at_version = next.version from next"
                        + " where id = :backend")
                .param("gateway", UUID.fromString(gateway.substring(gateway.lastIndexOf('/') + 1)))
                .param("backend", UUID.fromString(backend))
                .update();
    }

    private Process start(Path state) throws IOException {
        DatabaseSettings database = first.database();
        ProcessBuilder builder = new ProcessBuilder(ControlPlaneJar.command())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("SIGNALBOX_STATE_DIR", state.toString());
        builder.environment().put("SIGNALBOX_HTTP_PORT", "0");
        builder.environment().put("SIGNALBOX_GRPC_PORT", "0");
        builder.environment().put("SIGNALBOX_ADMIN_TOKEN", TestControlPlane.TOKEN);
        builder.environment().put("SIGNALBOX_SECRET_KEY_FILE", first.secretKey().toString());
        builder.environment().put("SIGNALBOX_DATABASE_URL", database.url());
        database.user().ifPresent(user -> builder.environment().put("SIGNALBOX_DATABASE_USER", user));
        database.password().ifPresent(password -> builder.environment().put("SIGNALBOX_DATABASE_PASSWORD", password));
        return builder.start();
    }

    private Matcher ready(Process process) throws IOException {
        Path log = folder.resolve("log");
        await().pollInterval(100, TimeUnit.MILLISECONDS)
                .until(() -> READY.matcher(Files.readString(log)).find() || !process.isAlive());
        Matcher matcher = READY.matcher(Files.readString(log));
        assertThat(matcher.find()).as(Files.readString(log)).isTrue();
        return matcher;
    }
}
