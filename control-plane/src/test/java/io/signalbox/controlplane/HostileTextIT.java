package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Text that means something elsewhere (SQL, headers, log lines, spreadsheets) is text, or is refused. */
@Isolated // it listens to the log
class HostileTextIT {

    private final Api api = TestControlPlane.shared().api();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; DROP TABLE entity; --",
                "x' OR '1'='1",
                "\\'; SELECT pg_sleep(60); --",
                "%_\\",
                "${env['HOME']}",
                "${jndi:ldap://127.0.0.1/x}",
                "=HYPERLINK(\"http://127.0.0.1\")",
                "a\r\nSet-Cookie: x=y",
                "a\nlevel=ERROR forged=line",
                "<script>alert(1)</script>",
                "\u202e\u0007\u001b[31m"
            })
    void isNothingButText(String text) {
        String name = UUID.randomUUID() + text;
        List<String> log = new ArrayList<>();
        List<Api.Answer> answers = new ArrayList<>();

        whileListening(log, () -> {
            answers.add(api.post("/v1/event-gateways", body(name, text)));
            answers.add(api.get("/v1/event-gateways?filter[name][contains]=" + encoded(name)));
            answers.add(
                    api.get("/v1/event-gateways?filter[name][contains]=" + encoded(text) + "&sort=" + encoded(text)));
            answers.add(api.get("/v1/event-gateways/" + encoded(text)));
            answers.add(api.send(api.request("/v1/event-gateways?page[after]=" + encoded(text))
                    .header("User-Agent", text.replaceAll("[^ -~]", "?"))
                    .GET()));
        });

        Api.Answer created = answers.get(0);
        assertThat(created.status()).isIn(201, 400);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isBetween(200, 499);
            assertThat(answer.response().headers().map()).doesNotContainKey("set-cookie");
        });
        if (created.status() == 201) {
            assertThat(created.text("name")).isEqualTo(name);
            assertThat(created.text("description")).isEqualTo(text);
            assertThat(answers.get(1).body().at("/data").size())
                    .as("found by its own name, and nothing else")
                    .isEqualTo(1);
        }
        assertThat(log).allSatisfy(line -> assertThat(line).doesNotContain("\n", "\r", "\u001b"));
        assertThat(api.get("/v1/event-gateways").status()).isEqualTo(200);
    }

    @Test
    void labelsAreHeldToTheirForm() {
        Api.Answer answer = api.post(
                "/v1/event-gateways",
                Api.json("{'name': '%s', 'labels': {'a\\r\\nb': 'x', 'c': '=1+1'}}", UUID.randomUUID()));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.invalid().toString()).contains("labels");
    }

    private static String body(String name, String description) {
        return "{\"name\": " + Api.string(name) + ", \"description\": " + Api.string(description) + "}";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What is written to the log, with its arguments in it, as a line. */
    private static void whileListening(List<String> lines, Runnable act) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        root.addAppender(appender);
        try {
            act.run();
        } finally {
            root.detachAppender(appender);
        }
        List.copyOf(appender.list).forEach(event -> lines.add(event.getFormattedMessage()));
    }
}
