package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it takes every place that there is for calls that wait")
class RolloutIT {

    private static final int MAX_WAITING = 200;

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    /** Longer than a test waits: so that no answer comes because its time is over. */
    private static final String LONGEST = "timeout=5m";

    private final String gateway = api.newGateway();
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void stopCallers() {
        callers.shutdownNow();
    }

    @Test
    void itAnswersAsSoonAsTheLastNodeHasAppliedTheVersion() throws Exception {
        X509Bundle identity = registered();
        try (TestNode first = upToDate(controlPlane, identity);
                TestNode second = upToDate(controlPlane, identity)) {
            api.newBackendCluster(gateway, "kafka");
            CompletableFuture<Api.Answer> waiting = waiting("?version=v1.3&" + LONGEST);
            first.applied(first.next().version());
            assertThat(api.get(gateway + "/rollout?timeout=0s").text("state")).isEqualTo("pending");
            assertThat(waiting).isNotDone();

            second.applied(second.next().version());
            Api.Answer answer = waiting.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text("version")).isEqualTo("v1.3");
            assertThat(answer.text("state")).isEqualTo("applied");
            assertThat(answer.body().get("nodes")).hasSize(2).allSatisfy(node -> {
                assertThat(node.get("applied_version").asString()).isEqualTo("v1.3");
                assertThat(node.get("hostname").asString()).isEqualTo("test");
                assertThat(node.get("state").asString()).isEqualTo("applied");
                assertThat(node.get("problems")).isEmpty();
            });
        }
    }

    @Test
    void problemsAreAnAnswerToo() throws Exception {
        try (TestNode node = upToDate(controlPlane, registered())) {
            api.newBackendCluster(gateway, "kafka");
            CompletableFuture<Api.Answer> waiting = waiting("?" + LONGEST);

            node.applied(node.next().version(), "Listener [main] cannot bind");
            Api.Answer answer = waiting.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);

            assertThat(answer.text("state")).isEqualTo("rejected");
            assertThat(answer.body().get("nodes").get(0).get("problems").toString())
                    .isEqualTo(Api.json("[{'name':'listener.bind_failed','message':'Listener [main] cannot bind',"
                            + "'severity':'error'}]"));
        }
    }

    @Test
    void aReportToOneControlPlaneWakesWhoWaitsAtAnother() throws Exception {
        X509Bundle identity = registered();
        try (TestNode node = upToDate(TestControlPlane.second(), identity)) {
            api.newBackendCluster(gateway, "kafka");
            CompletableFuture<Api.Answer> waiting = waiting("?" + LONGEST);

            node.applied(node.next().version());

            assertThat(waiting.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).text("state"))
                    .isEqualTo("applied");
        }
    }

    @Test
    void whenTheTimeIsOverWhatIsKnownIsTheAnswer() throws Exception {
        try (TestNode node = upToDate(controlPlane, registered())) {
            api.newBackendCluster(gateway, "kafka");

            Api.Answer answer = waiting("?timeout=300ms").get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text("state")).isEqualTo("pending");
            assertThat(answer.body().get("nodes").get(0).get("id").asString()).isEqualTo(node.id());
            assertThat(answer.body().get("nodes").get(0).get("applied_version").asString())
                    .isEqualTo("v1.2");
        }
    }

    @Test
    void withoutNodesThereIsNobodyToWaitFor() {
        Api.Answer answer = api.get(gateway + "/rollout");

        assertThat(answer.text("state")).isEqualTo("applied");
        assertThat(answer.body().get("nodes")).isEmpty();
    }

    @Test
    void aVersionThatIsYetToComeIsRefused() {
        Api.Answer answer = api.get(gateway + "/rollout?version=v1.2&timeout=6m");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.invalid()).containsExactly("version invalid", "timeout invalid");
        assertThat(api.get(gateway.substring(0, gateway.length() - 4) + "0000/rollout")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whoWaitsForAGatewayThatIsDeletedIsTold() throws Exception {
        try (TestNode node = upToDate(controlPlane, registered())) {
            api.newBackendCluster(gateway, "kafka");
            CompletableFuture<Api.Answer> waiting = waiting("?" + LONGEST);
            node.next();

            api.delete(gateway);

            assertThat(waiting.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).status())
                    .isEqualTo(404);
        }
    }

    @Test
    void beyondTheLimitACallIsToldToComeAgainAndTheOthersKeepNoThread() throws Exception {
        try (TestNode node = upToDate(controlPlane, registered())) {
            api.newBackendCluster(gateway, "kafka");
            List<CompletableFuture<Api.Answer>> all = new ArrayList<>();
            for (int i = 0; i < MAX_WAITING + 1; i++) {
                all.add(waiting("?" + LONGEST));
            }

            await().until(() -> all.stream().anyMatch(CompletableFuture::isDone));
            Api.Answer refused = CompletableFuture.anyOf(all.toArray(CompletableFuture[]::new))
                    .thenApply(Api.Answer.class::cast)
                    .get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.response().headers().firstValue("Retry-After")).contains("5");
            assertThat(api.get(gateway).status()).isEqualTo(200); // more calls wait than there are threads

            node.applied(node.next().version());
            for (CompletableFuture<Api.Answer> one : all) {
                assertThat(one.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).status())
                        .isIn(200, 429);
            }
        }
    }

    private CompletableFuture<Api.Answer> waiting(String query) {
        return CompletableFuture.supplyAsync(() -> api.get(gateway + "/rollout" + query), callers);
    }

    private X509Bundle registered() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);
        return identity;
    }

    private TestNode upToDate(TestControlPlane replica, X509Bundle identity) throws Exception {
        TestNode node = new TestNode(replica, identity);
        node.hello(gateway);
        node.applied(node.next().version());
        await().until(() -> api.get(gateway + "/nodes/" + node.id() + "/status")
                .text("config_version")
                .equals("v1.2"));
        return node;
    }
}
