package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who asked for what, from where, and what came of it. */
class AuditLogIT {

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api admin = controlPlane.api();
    private final Logger audit = (Logger) LoggerFactory.getLogger("audit");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        listener.start();
        audit.addAppender(listener);
    }

    @AfterEach
    void end() {
        audit.detachAppender(listener);
    }

    @Test
    void aWriteIsWrittenDownWithWhoAndWhatCameOfIt() {
        String gateway = admin.newGateway();
        Api.Answer refused = admin.post(gateway + "/backend-clusters", "{\"name\": \"s3cret-in-a-body\"}");
        Api.Answer deleted = admin.delete(gateway);

        assertThat(lineOf(refused))
                .contains(
                        "by=SIGNALBOX_ADMIN_TOKEN",
                        "from=127.0.0.1",
                        "method=POST",
                        "path=" + gateway + "/backend-clusters ",
                        "status=400")
                .doesNotContain("s3cret");
        assertThat(lineOf(deleted)).contains("method=DELETE", "path=" + gateway + " ", "status=204");
    }

    @Test
    void aRefusalIsWrittenDownAlsoOfARead() {
        Api stranger = admin.withToken("not-a-token-of-anybody");

        assertThat(lineOf(stranger.get("/v1/event-gateways"))).contains("by=nobody", "method=GET", "status=401");
        assertThat(lineOf(reader().post("/v1/event-gateways", "{\"name\": \"not-for-readers\"}")))
                .contains("by=audit-reader", "method=POST", "status=403");
    }

    @Test
    void aReadThatIsAnsweredIsNot() {
        Api.Answer read = admin.get("/v1/event-gateways");
        Api.Answer write = admin.post("/v1/event-gateways", "{}");

        assertThat(lineOf(write)).contains("status=400");
        assertThat(lines).noneMatch(line -> line.endsWith("request=" + id(read)));
    }

    private Api reader() {
        Api.Answer made = admin.post("/v1/access-tokens", "{\"name\": \"audit-reader\", \"role\": \"read_only\"}");
        return admin.withToken(made.text("token"));
    }

    /** The container writes it after the answer has left. */
    private String lineOf(Api.Answer answer) {
        String end = "request=" + id(answer);
        await().until(() -> lines.stream().anyMatch(line -> line.endsWith(end)));
        return lines.stream().filter(line -> line.endsWith(end)).findFirst().orElseThrow();
    }

    private static String id(Api.Answer answer) {
        return answer.response().headers().firstValue("X-Request-Id").orElseThrow();
    }
}
