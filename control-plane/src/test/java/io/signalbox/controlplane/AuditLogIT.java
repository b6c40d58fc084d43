package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** Who asked for what, from where, and what came of it. Alone: a control plane that starts beside it takes its ear from the log. */
@Isolated
class AuditLogIT {

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api admin = controlPlane.api();
    private final Logger audit = (Logger) LoggerFactory.getLogger("audit");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private final List<Integer> statuses = new ArrayList<>();
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

    @Test
    void whoSignsInToTheConsoleAndOutIsNamed() {
        Api.Answer token = admin.post("/v1/access-tokens", Api.json("{'name': 'audit-console', 'role': 'read_only'}"));

        Api.Answer signedIn = fromPage("POST", "", Api.json("{'token': '%s'}", token.text("token")));
        String cookie = signedIn.response().headers().firstValue("Set-Cookie").orElseThrow();
        Api.Answer signedOut = fromPage("DELETE", cookie.replaceFirst(";.*", ""), "");

        assertThat(lineOf(signedIn)).contains("by=audit-console", "method=POST path=/console/session", "status=200");
        assertThat(lineOf(signedOut)).contains("by=audit-console", "method=DELETE path=/console/session", "status=204");
        assertThat(lines).noneMatch(line -> line.contains(token.text("token")));
    }

    /** As a browser sends it for a page of the console. */
    private Api.Answer fromPage(String method, String cookie, String body) {
        Api nobody = admin.withToken("");
        HttpRequest.Builder request = nobody.request("/console/session")
                .header("X-Signalbox-Console", "1")
                .header("Sec-Fetch-Site", "same-origin")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        return nobody.send(cookie.isEmpty() ? request : request.header("Cookie", cookie));
    }

    @Test
    void aRunIsThereLineByLineWithoutAnythingSecret() {
        String gateway = run("SIGNALBOX_ADMIN_TOKEN", "POST", "/v1/event-gateways", "{'name': 'audited-run'}");
        String backends = gateway + "/backend-clusters";
        String backend = run(
                "SIGNALBOX_ADMIN_TOKEN",
                "POST",
                backends,
                "{'name': 'kafka', 'bootstrap_servers': ['k:1'], 'tls': {'enabled': false}, 'authentication':"
                        + " {'type': 'sasl_plain', 'username': 'u', 'password': 's3cret'}}");
        String virtual = run(
                "SIGNALBOX_ADMIN_TOKEN",
                "POST",
                gateway + "/virtual-clusters",
                "{'name': 'orders', 'dns_label': 'orders', 'destination': {'name': 'kafka'}, 'acl_mode': 'passthrough',"
                        + " 'authentication': [{'type': 'sasl_plain', 'mediation': 'terminate', 'principals':"
                        + " [{'username': 'a', 'password': 's3cret'}]}]}");
        String headers =
                "{'type': 'modify_headers', 'config': {'actions': [{'op': 'set', 'key': 'k', 'value': 's3cret'}]}}";
        String policy = run("SIGNALBOX_ADMIN_TOKEN", "POST", virtual + "/consume-policies", headers);
        String listener = run(
                "SIGNALBOX_ADMIN_TOKEN",
                "POST",
                gateway + "/listeners",
                "{'name': 'main', 'addresses': ['::'], 'ports': ['9092-9099']}");
        String forward = run(
                "SIGNALBOX_ADMIN_TOKEN",
                "POST",
                listener + "/policies",
                "{'type': 'forward_to_virtual_cluster', 'config': {'type': 'sni', 'sni_suffix': '.example.com'}}");
        String key = "s3cretA" + "A".repeat(36) + "=";
        run("SIGNALBOX_ADMIN_TOKEN", "POST", gateway + "/static-keys", "{'name': 'k', 'value': '" + key + "'}");
        run("SIGNALBOX_ADMIN_TOKEN", "PATCH", policy, "{'enabled': false}");
        run("SIGNALBOX_ADMIN_TOKEN", "POST", forward + "/move", "{'index': 0}");
        run("SIGNALBOX_ADMIN_TOKEN", "PUT", listener + "/policy-chain", "{'policies': ['s3cret']}"); // 400
        run("SIGNALBOX_ADMIN_TOKEN", "DELETE", backend, ""); // 400: it is in use
        run("SIGNALBOX_ADMIN_TOKEN", "POST", backends + "?token=s3cret", "not even JSON: s3cret");
        run("SIGNALBOX_ADMIN_TOKEN", "POST", gateway + "/apply?dry_run=true", "{'event_gateways': []}");
        run("run-reader", "DELETE", listener, ""); // 403
        run("nobody", "GET", gateway, ""); // 401
        run("nobody", "POST", gateway + "/s3cret-path", "{}"); // 401
        run("SIGNALBOX_ADMIN_TOKEN", "DELETE", policy, "");
        run("SIGNALBOX_ADMIN_TOKEN", "DELETE", gateway, "");
        run("SIGNALBOX_ADMIN_TOKEN", "DELETE", gateway, ""); // 404
        admin.get("/v1/event-gateways"); // not to be there

        assertThat(statuses)
                .containsExactly(
                        201, 201, 201, 201, 201, 201, 201, 200, 204, 400, 400, 400, 400, 403, 401, 401, 204, 204, 404);
        await().until(() -> written().size() == expected.size());
        assertThat(written()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(written().toString().replace("/s3cret-path", "")).doesNotContain("s3cret");
    }

    /** Sends a request and notes the line that it must leave; answers with the path of what it made. */
    private String run(String by, String method, String path, String body) {
        Api caller = by.equals("nobody")
                ? admin.withToken("s3cret-token-of-nobody")
                : by.equals("run-reader") ? reader(by) : admin;
        Api.Answer answer = caller.send(
                caller.request(path).method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
        statuses.add(answer.status());
        expected.add("by=" + by + " from=127.0.0.1 method=" + method + " path=" + path.replaceFirst("\\?.*", "")
                + " status=" + answer.status() + " request=" + id(answer));
        return answer.status() == 201 ? path + "/" + answer.id() : path;
    }

    /** What was written of requests that were run; others write to the same log. */
    private List<String> written() {
        Set<String> ids = expected.stream()
                .map(line -> line.substring(line.lastIndexOf('=')))
                .collect(Collectors.toSet());
        return lines.stream()
                .filter(line -> ids.contains(line.substring(line.lastIndexOf('='))))
                .toList();
    }

    private Api reader() {
        return reader("audit-reader");
    }

    private Api reader(String name) {
        Api.Answer made = admin.post("/v1/access-tokens", "{\"name\": \"" + name + "\", \"role\": \"read_only\"}");
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
