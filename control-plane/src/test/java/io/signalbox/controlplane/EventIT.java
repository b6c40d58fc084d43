package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.pkitesting.X509Bundle;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Whoever looks is told what to read again, whichever replica it happened at. */
class EventIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Of one token. */
    private static final int MAX_STREAMS = 20;

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();
    private final String id = gateway.substring(gateway.lastIndexOf('/') + 1);

    @Test
    void aChangeAndAReportAtOneReplicaAreToldAtAnother() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);
        Api second = TestControlPlane.second().api();
        try (TestNode node = new TestNode(controlPlane, identity);
                Told told = new Told(second)) {
            await().untilAsserted(() -> assertThat(told.lines).contains("event:all"));

            api.newBackendCluster(gateway, "kafka");
            await().untilAsserted(() -> assertThat(told.of("version")).contains(id));
            assertThat(told.of("nodes")).doesNotContain(id);

            node.hello(gateway);
            node.applied(node.next());
            await().untilAsserted(() -> assertThat(told.of("nodes")).contains(id));
        }
    }

    @Test
    void oneTokenHasSoManyStreamsAndAStrangerNone() throws Exception {
        Api watcher = api.withToken(newToken());
        List<Told> open = new ArrayList<>();
        try {
            for (int stream = 0; stream < MAX_STREAMS; stream++) {
                open.add(new Told(watcher));
            }

            assertThat(watcher.get("/v1/events").status()).isEqualTo(429);
            assertThat(api.withToken("").get("/v1/events").status()).isEqualTo(401);
        } finally {
            open.forEach(Told::close);
        }
    }

    @Test
    void whoLeavesMakesRoomAndIsNoErrorOfOurs() throws Exception {
        List<ILoggingEvent> errors = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                    errors.add(event);
                }
            }
        };
        Logger log = (Logger) LoggerFactory.getLogger("io.signalbox.controlplane.problem");
        listener.start();
        log.addAppender(listener);
        try {
            Api leaver = api.withToken(newToken());
            for (int stream = 0; stream < MAX_STREAMS; stream++) {
                new Told(leaver).close();
            }

            await().until(() -> {
                api.newBackendCluster(
                        gateway, "kafka-" + UUID.randomUUID()); // something to be told: only then it is noticed
                return isLetIn(leaver);
            });

            assertThat(errors).isEmpty();
        } finally {
            log.detachAppender(listener);
        }
    }

    private static boolean isLetIn(Api api) throws Exception {
        HttpResponse<Stream<String>> answer =
                CLIENT.send(api.request("/v1/events").GET().build(), HttpResponse.BodyHandlers.ofLines());
        answer.body().close();
        return answer.statusCode() == 200;
    }

    private String newToken() {
        return api.post("/v1/access-tokens", Api.json("{'name': 'watcher %s', 'role': 'read_only'}", UUID.randomUUID()))
                .text("token");
    }

    /** A stream, read as it comes. */
    private static final class Told implements AutoCloseable {

        final List<String> lines = new CopyOnWriteArrayList<>();
        private final HttpResponse<Stream<String>> answer;

        Told(Api api) throws Exception {
            answer = CLIENT.send(api.request("/v1/events").GET().build(), HttpResponse.BodyHandlers.ofLines());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            Iterator<String> told = answer.body().iterator(); // here, since a body that is closed has none to give
            Thread reader = new Thread(
                    () -> {
                        try {
                            told.forEachRemaining(lines::add);
                        } catch (UncheckedIOException e) {
                            lines.add("end");
                        }
                    },
                    "told");
            reader.setDaemon(true);
            reader.start();
        }

        /** The gateways of which such an event was told. */
        List<String> of(String event) {
            List<String> gateways = new ArrayList<>();
            for (int line = 0; line + 1 < lines.size(); line++) {
                if (lines.get(line).equals("event:" + event)) {
                    JsonNode data = Api.tree(lines.get(line + 1).substring("data:".length()));
                    gateways.add(data.get("gateway_id").asString());
                }
            }
            return gateways;
        }

        @Override
        public void close() {
            answer.body().close();
        }
    }
}
