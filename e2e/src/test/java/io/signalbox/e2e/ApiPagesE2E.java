package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The API's pages as a browser shows them, which obeys the headers that they come with. */
@ExtendWith(OnStage.class)
class ApiPagesE2E {

    private static final String BROWSER = "chromium";

    private final Stage stage;

    @TempDir
    private Path profile = Path.of("");

    ApiPagesE2E(Stage stage) {
        this.stage = stage;
    }

    @Test
    void theDocumentIsShownWithAllItsOperationsAndNothingOfThePageIsBlocked() throws Exception {
        assumeThat(Programs.isInstalled(BROWSER)).as(BROWSER + " is installed").isTrue();
        int operations = count(document(), "^ +operationId: ");
        AtomicReference<String> shown = new AtomicReference<>("");

        await().until(() -> {
            shown.set(opened());
            return count(page(shown), "class=\"opblock-summary-path(?:__deprecated)?\"") >= operations;
        });

        assertThat(operations).isPositive();
        assertThat(count(page(shown), "class=\"opblock-summary-path(?:__deprecated)?\""))
                .isEqualTo(operations);
        assertThat(page(shown)).contains("Signalbox control plane").doesNotContain("Content Security Policy");
    }

    /** The page after its scripts have run, and what the browser's console says. */
    private String opened() throws IOException, InterruptedException {
        return Programs.run(
                Optional.empty(),
                Map.of(),
                List.of(
                        BROWSER,
                        "--headless=new",
                        "--no-sandbox", // root cannot have one; the page is our own
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + profile,
                        "--virtual-time-budget=20000", // milliseconds, which do not pass while something is loaded
                        "--enable-logging=stderr",
                        "--dump-dom",
                        stage.pages()));
    }

    private String document() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stage.pages() + "openapi.yaml"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static int count(String text, String pattern) {
        return (int) Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .count();
    }

    private static String page(AtomicReference<String> shown) {
        return requireNonNull(shown.get());
    }
}
