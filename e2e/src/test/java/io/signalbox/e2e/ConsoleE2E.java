package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import tools.jackson.databind.JsonNode;

/** The console in the machine's own browser, with real nodes and clients. Pictures of it are in {@code target/console}. */
@Order(4)
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleE2E {

    private static final int MANY = 1_000;

    private final Stage stage;
    private final List<Browser> started = new ArrayList<>();
    private final List<FirstSteps> taken = new ArrayList<>();

    ConsoleE2E(Stage stage) {
        this.stage = stage;
    }

    @BeforeAll
    void start(@TempDir Path profile) throws Exception {
        assumeTrue(
                Browser.isInstalled(),
                "needs " + Browser.PROGRAM + " and " + Browser.DRIVER + ", which are not installed");
        int status = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stage.pages() + "console"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
        assumeTrue(status == 200, "the console was not built: npm is missing, or could fetch nothing");
        started.add(Browser.start(stage.pages(), profile));
    }

    @BeforeEach
    void forget() {
        browser().forget();
    }

    @AfterEach
    void look() {
        browser().assertNothingWentWrong();
    }

    @AfterAll
    void stop() throws Exception {
        started.forEach(Browser::close);
        for (FirstSteps steps : taken) {
            steps.close();
        }
    }

    @Test
    void aTokenSignsInAndIsNotKept() {
        Browser browser = browser();
        browser.open("/g/" + stage.gateway.id());
        browser.assertAccessible("sign-in");

        browser.fill("Access token", "not-a-token-of-anybody");
        browser.press("Sign in");
        browser.awaitText("This token is not valid here");
        browser.screenshot("sign-in");
        browser.fill("Access token", stage.adminToken());
        browser.press("Sign in");

        browser.awaitPage("e2e"); // where it was going
        assertThat(browser.script(
                        "return document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"))
                .asString()
                .doesNotContain(stage.adminToken(), "v1:");
        browser.press("Sign out");
        browser.awaitText("Sign in with an access token");
        browser.open("/access-tokens");
        browser.awaitText("Sign in with an access token");
    }

    @Test
    void firstStepsLeadToAWayThatClientsUse() throws Exception {
        Clients clients = prod().clients();

        String topic = clients.createTopic(1);
        clients.produce(topic, 10, Map.of());
        assertThat(clients.consume(topic, 10, Map.of())).hasSize(10);
    }

    /** Makes the picture of the README, too: {@code target/console/topology.png}. */
    @Test
    void trafficRejectionsAndProblemsAreSeenWhereTheyAre() throws Exception {
        Browser browser = browser();
        FirstSteps prod = prod();
        ByName byName = ByName.declare(prod.gateway);
        Clients orders = prod.clients();
        Clients payments = byName.clients("payments");
        String page = "/g/" + prod.gateway.id();
        browser.signIn(stage.adminToken());

        try (Load some = Load.on(orders, orders.createTopic(1));
                Load more = Load.on(payments, payments.createTopic(1))) {
            byName.turnAway("paymets");
            browser.open(page + "/connections");
            browser.awaitText("unknown sni: " + byName.host("paymets"));
            browser.awaitText("Did you mean");
            browser.awaitText(byName.host("payments"));
            browser.assertAccessibleInBothColours("a rejection");
            browser.screenshot("rejection");
            browser.press("See the way it took");
            browser.awaitPage("Previews");
            browser.awaitText("Rejected: unknown sni (ends here)");
            browser.press(byName.host("payments"));
            browser.awaitText("Virtual cluster payments (taken)");
            browser.assertAccessibleInBothColours("a lit path");
            browser.screenshot("lit-path");

            browser.open(page + "/nodes/" + nodeOf(prod.gateway));
            browser.awaitText("backend_cluster.unreachable");
            browser.awaitText("What to do: ");
            browser.assertAccessibleInBothColours("a node with a problem");
            browser.screenshot("node-problem");

            browser.open(page + "/topology");
            Pattern busy = Pattern.compile("orders\\s+[1-9][0-9.K]*/s, \\d+ open");
            await().until(() -> {
                byName.turnAway("paymets"); // what is seen is an average over half a minute
                String text = browser.text();
                return busy.matcher(text).find() && text.contains("/s rejected") && text.contains("p99 ");
            });
            browser.screenshot("topology", By.className("topology"));
            browser.pressBeginningWith("Virtual cluster, payments, ");
            browser.awaitText("Virtual cluster payments");
            browser.awaitText("Preview access");
            browser.press(backendOf(prod.gateway)); // from one panel to the next
            browser.awaitText("Backend cluster " + backendOf(prod.gateway));
            browser.awaitText("Bootstrap servers");
            browser.assertAccessible("a side panel");
            browser.screenshot("topology-panel");
            browser.press("Open");
            browser.awaitPage(backendOf(prod.gateway));
            some.awaitProgress(1);
            more.awaitProgress(1);
        }
    }

    @Test
    void whatSomebodyElseChangesIsOnThePageAndSaidFieldByField() {
        Browser browser = browser();
        Gateway gateway = stage.anotherGateway("changes");
        browser.signIn(stage.adminToken());
        browser.open("/g/" + gateway.id() + "/backend-clusters");
        browser.awaitText("There is none yet");
        browser.awaitText("● live");

        JsonNode backend = gateway.backendCluster("another", List.of("kafka-1:9092", "kafka-2:9092"));
        browser.awaitText("kafka-1:9092, kafka-2:9092"); // a page that asks for nothing by itself
        gateway.api()
                .put(
                        gateway.path("/backend-clusters/" + Gateway.id(backend)),
                        Map.of(
                                "name",
                                "another",
                                "description",
                                "moved",
                                "bootstrap_servers",
                                List.of("kafka-2:9092", "kafka-3:9092"),
                                "authentication",
                                Map.of("type", "anonymous"),
                                "tls",
                                Map.of("enabled", false)));
        long answered = System.nanoTime();
        browser.awaitText("kafka-2:9092, kafka-3:9092");
        System.out.printf(
                "[console] a change was on the page %d ms after the API's answer%n",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - answered));
        browser.press("Changes");
        browser.press("What " + gateway.version() + " changed");

        browser.awaitPage("Change " + gateway.version());
        browser.awaitText("replaced backend cluster another");
        assertThat(browser.text())
                .containsSubsequence("bootstrap_servers", "−\nkafka-1:9092", "kafka-2:9092", "+\nkafka-3:9092")
                .contains("+\nmoved");
        browser.assertAccessibleInBothColours("a change");
        browser.screenshot("change");
    }

    @Test
    void whatIsWrongStandsAtItsFieldAndWhatIsRightIsMade() {
        Browser browser = browser();
        Gateway gateway = stage.anotherGateway("forms");
        gateway.backendCluster("brokers", List.of("kafka:9092"));
        browser.signIn(stage.adminToken());
        browser.open("/g/" + gateway.id() + "/virtual-clusters/new");
        browser.awaitPage("New virtual cluster");
        browser.press("Create");

        await().until(() -> browser.errorAt("Name").contains("required"));
        assertThat(browser.script("return document.activeElement.getAttribute('aria-invalid')"))
                .isEqualTo("true");
        assertThat(browser.errorAt("DNS label")).isNotEmpty();
        browser.assertAccessible("a form");
        browser.screenshot("form");
        browser.fill("Name", "<img src=x onerror=alert(1)>");
        browser.fill("DNS label", "orders");
        browser.choose("Destination", "brokers");
        browser.choose("ACL mode", "passthrough");
        browser.press("Create");
        await().until(() -> !browser.errorAt("Name").isEmpty()); // no name may look like this, and none becomes HTML
        browser.fill("Name", "orders");
        browser.fill("Description", "<b>not</b> a tag");
        browser.press("Create");

        browser.awaitPage("orders");
        browser.awaitText("<b>not</b> a tag");
        JsonNode made = gateway.api()
                .get(gateway.path("/virtual-clusters"))
                .path("data")
                .path(0);
        assertThat(made.path("name").asString("")).isEqualTo("orders");
        browser.press("Edit");
        browser.fill("Description", "another one");
        browser.press("Save");
        browser.awaitText("Saved");
        assertThat(gateway.api()
                        .get(gateway.path("/virtual-clusters/" + Gateway.id(made)))
                        .path("description")
                        .asString(""))
                .isEqualTo("another one");
        browser.open("/g/" + gateway.id() + "/backend-clusters");
        browser.awaitPage("Backend clusters");
        browser.press("brokers");
        browser.awaitText("Used by");
        browser.awaitText("orders");
        browser.press("Delete");
        browser.pressLast("Delete");
        browser.awaitText("cannot be deleted: it is used by");
    }

    @Test
    void aChainIsPutInAnotherOrderByDragAndByKeyboard() {
        Browser browser = browser();
        Gateway gateway = stage.anotherGateway("chains");
        JsonNode cluster = gateway.virtualCluster("orders", gateway.backendCluster("brokers", List.of("kafka:9092")));
        JsonNode listener = gateway.listener("main", "29092-29099");
        for (String name : List.of("one", "two", "three")) {
            gateway.api()
                    .post(
                            gateway.path("/listeners/" + Gateway.id(listener) + "/policies"),
                            Map.of(
                                    "type",
                                    "forward_to_virtual_cluster",
                                    "name",
                                    name,
                                    "config",
                                    Map.of("type", "sni", "sni_suffix", "." + name + ".example.com")));
        }
        assertThat(Gateway.id(cluster)).isNotEmpty();
        browser.signIn(stage.adminToken());
        browser.open("/g/" + gateway.id() + "/listeners/" + Gateway.id(listener));
        browser.awaitPage("main");
        browser.awaitText("three");

        browser.pressByKey("Move one down");
        await().until(() -> order(gateway, listener).equals(List.of("two", "one", "three")));
        await().until(() -> browser.text().indexOf("two") < browser.text().indexOf("one"));
        browser.drag("three", "two");
        await().until(() -> order(gateway, listener).equals(List.of("three", "two", "one")));
        browser.assertAccessible("a chain");
        browser.screenshot("chain");
        browser.press("Edit two");
        browser.pressLast("YAML"); // of the form: the page below has one, too
        String document = browser.textOf("YAML");
        assertThat(document).containsSubsequence("listeners:", "name: main", "policies:", "three", "two", "one");
        HttpResponse<String> plan =
                gateway.api().exchange("POST", gateway.path("/apply?dry_run=true"), document.replace(".two.", ".2."));
        assertThat(plan.statusCode()).as(plan.body()).isEqualTo(200);
        assertThat(plan.body())
                .contains("\"create\":0", "\"update\":1", "\"delete\":0")
                .doesNotContain("reorder");
    }

    @Test
    void aReaderSeesEverythingAndNoButtons() {
        Browser browser = browser();
        JsonNode token =
                stage.gateway.api().post("/v1/access-tokens", Map.of("name", "console-reader", "role", "read_only"));
        browser.signIn(token.path("token").asString(""));
        browser.awaitText("READ ONLY");

        browser.awaitPage("Gateways");
        assertThat(browser.has("New gateway")).isFalse();
        for (String collection : List.of("backend-clusters", "virtual-clusters", "listeners")) {
            browser.open("/g/" + stage.gateway.id() + "/" + collection);
            browser.awaitText("Sign out");
            browser.awaitLoaded();
            assertThat(browser.text()).doesNotContain("New ");
        }
        browser.press("main");
        browser.awaitPage("main");
        browser.awaitText("port_mapping");
        for (String button : List.of("Edit", "Delete", "New policy", "Up", "Down")) {
            assertThat(browser.has(button)).as(button).isFalse();
        }
        browser.open("/access-tokens");
        browser.awaitPage("Access tokens");
        assertThat(browser.has("New token")).isFalse();
        assertThat(browser.has("Revoke")).isFalse();
        stage.gateway.api().delete("/v1/access-tokens/" + Gateway.id(token));
        browser.open("/access-tokens");
        browser.awaitText("Sign in with an access token"); // at once
    }

    @Test
    void aThousandVirtualClustersAreAListThatDrawsWhatIsInSight() {
        Browser browser = browser();
        Gateway gateway = stage.anotherGateway("a thousand");
        List<Map<String, Object>> clusters = IntStream.range(0, MANY)
                .mapToObj(i -> Map.<String, Object>of(
                        "ref",
                        "c" + i,
                        "name",
                        String.format("c%04d", i),
                        "dns_label",
                        "c" + i,
                        "destination",
                        Map.of("name", "brokers"),
                        "acl_mode",
                        "passthrough",
                        "authentication",
                        List.of(Map.of("type", "anonymous"))))
                .toList();
        gateway.backendCluster("brokers", List.of("kafka:9092"));
        gateway.api()
                .post(
                        gateway.path("/apply"),
                        Map.of(
                                "event_gateways",
                                List.of(Map.of("ref", "g", "name", "g", "virtual_clusters", clusters))));
        browser.signIn(stage.adminToken());
        browser.open("/g/" + gateway.id() + "/virtual-clusters");
        browser.awaitPage("Virtual clusters");
        browser.awaitText("and more");
        // What was read is old now, and is read again as soon as it is seen again.
        JsonNode last = lastVirtualCluster(gateway);
        browser.search("Name contains", last.path("name").asString());
        browser.awaitText("\n1\n");
        gateway.api()
                .put(
                        gateway.path("/virtual-clusters/" + Gateway.id(last)),
                        Map.of(
                                "name",
                                last.path("name"),
                                "dns_label",
                                "another",
                                "destination",
                                Map.of("name", "brokers"),
                                "acl_mode",
                                "passthrough",
                                "authentication",
                                List.of(Map.of("type", "anonymous"))));
        browser.awaitText("another");
        browser.search("Name contains", "");
        browser.awaitText("and more");

        browser.awaitText("\n" + MANY + "\n", () -> browser.script("document.querySelector('.rows').scrollTop = 1e9"));
        assertThat(Integer.parseInt(browser.script("return document.querySelectorAll('.rows tbody tr').length")))
                .isLessThan(100);
        browser.screenshot("a-thousand");
        browser.open("/g/" + gateway.id());
        browser.awaitPage("a thousand");
        browser.awaitText(Integer.toString(MANY));
    }

    /** Not among those that a list begins with. */
    private static JsonNode lastVirtualCluster(Gateway gateway) {
        JsonNode all = gateway.api()
                .get(gateway.path("/virtual-clusters?page[size]=" + MANY))
                .path("data");
        return all.get(all.size() - 1);
    }

    @Test
    void everyPageCanBeUsedByEverybodyInLightAndDark() {
        Browser browser = browser();
        String gateway = "/g/" + stage.gateway.id();
        List<String> pages = List.of(
                "",
                "/access-tokens",
                gateway,
                gateway + "/topology",
                gateway + "/traffic",
                gateway + "/connections",
                gateway + "/nodes",
                gateway + "/preview",
                gateway + "/certificates",
                gateway + "/changes",
                gateway + "/nodes/new",
                gateway + "/changes/" + stage.gateway.version(),
                gateway + "/listeners",
                gateway + "/backend-clusters/new");
        browser.signIn(stage.adminToken());

        browser.colours("Light");
        for (String page : pages) {
            browser.open(page);
            browser.awaitPage();
            browser.assertAccessibleInBothColours("it");
        }
        browser.open(gateway);
        browser.awaitPage();
        browser.screenshot("overview");
        browser.colours("Dark");
        browser.screenshot("overview-dark");
    }

    private Browser browser() {
        return started.get(0);
    }

    /** Made by whoever needs it first: a node takes its time to start. */
    private FirstSteps prod() throws Exception {
        if (taken.isEmpty()) {
            taken.add(FirstSteps.take(browser(), stage, "prod"));
            browser().forget();
        }
        return taken.get(0);
    }

    /** The name of the backend cluster that one of its virtual clusters stands on. */
    private static String backendOf(Gateway gateway) {
        String id = gateway.api()
                .get(gateway.path("/virtual-clusters"))
                .path("data")
                .valueStream()
                .filter(cluster -> cluster.path("name").asString("").equals("payments"))
                .map(cluster -> cluster.at("/destination/id").asString(""))
                .findFirst()
                .orElseThrow();
        return gateway.api()
                .get(gateway.path("/backend-clusters/" + id))
                .path("name")
                .asString("");
    }

    private static String nodeOf(Gateway gateway) {
        return Gateway.id(gateway.api().get(gateway.path("/nodes")).path("data").path(0));
    }

    private static List<String> order(Gateway gateway, JsonNode listener) {
        return gateway.api()
                .get(gateway.path("/listeners/" + Gateway.id(listener) + "/policies"))
                .valueStream()
                .map(policy -> policy.path("name").asString(""))
                .toList();
    }
}
