package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testbed.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A gateway that was made in the browser by its first steps, with a node that the command on the page has started. */
final class FirstSteps implements AutoCloseable {

    private static final List<String> FILES = List.of("ca.crt", "node-1.crt", "node-1.key");

    final Gateway gateway;
    private final int port;
    private final PrintedCommand node;
    private final Path nodeLog;

    private FirstSteps(Gateway gateway, int port, PrintedCommand node, Path nodeLog) {
        this.gateway = gateway;
        this.port = port;
        this.node = node;
        this.nodeLog = nodeLog;
    }

    static FirstSteps take(Browser browser, Stage stage, String name) throws IOException {
        int port = FreePorts.anyConsecutive(Stage.BROKERS + 1);
        browser.signIn(stage.adminToken());
        browser.press("New gateway");
        browser.fill("Name", name);
        browser.press("Create");
        browser.awaitPath("/g/[0-9a-f-]{36}/start");
        String path = browser.path();
        String gatewayId = path.substring("/g/".length(), path.lastIndexOf('/'));
        declare(browser, stage, port);
        Path folder = stage.folder("node by browser");
        PrintedCommand node = addNode(browser, stage, folder);
        try {
            browser.awaitText("The node is there");
            browser.press("Go on");
            browser.awaitText("It works");
            browser.screenshot("first-steps");
            Gateway gateway = new Gateway(stage.gateway.api(), gatewayId);
            return new FirstSteps(gateway, port, node, folder.resolve("log"));
        } catch (RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    private static void declare(Browser browser, Stage stage, int port) {
        stage.advertisedServers().forEach(server -> browser.add("Brokers", server));
        browser.fill("Ports", "no port");
        browser.press("Declare it");
        await().until(() -> !browser.errorAt("Ports").isEmpty());
        browser.screenshot("bad-form");
        browser.assertAccessible("a form with an error");
        browser.fill("Ports", port + "-" + (port + Stage.BROKERS));
        browser.press("Declare it");
    }

    /** The key is made in the browser, and its files and the command are taken from the page. */
    private static PrintedCommand addNode(Browser browser, Stage stage, Path folder) throws IOException {
        browser.press("Make and register a certificate");
        for (String file : FILES) {
            browser.press("Save " + file);
            Files.copy(browser.saved(file), folder.resolve(file));
        }
        browser.awaitText("Waiting for a node that was not here before");
        browser.assertAccessibleInBothColours("a node that is added");
        String options = stage.nodeOptions("not started").jvmOptions().stream()
                .map(option -> "'" + option + "'")
                .collect(Collectors.joining(" "));
        return PrintedCommand.run(
                browser.textOf("Command"),
                folder,
                Map.of("JAVA_OPTS", options, "SIGNALBOX_ADMIN_ADDRESS", "127.0.0.1:0"));
    }

    Clients clients() {
        return new Clients("localhost:" + port);
    }

    @Override
    public void close() throws IOException {
        node.close();
        assertThat(nodeLog).content().doesNotContain("LEAK:", " ERROR ");
    }
}
