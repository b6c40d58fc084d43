package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Long answers are compressed for whoever takes that, and events never are: they are to come at once. */
class CompressionIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();

    @Test
    void aLongAnswerIsTheSameCompressed() throws Exception {
        IntStream.range(0, 60).forEach(number -> api.newBackendCluster(gateway, "kafka-" + number));
        String path = gateway + "/topology";

        HttpResponse<byte[]> plain = CLIENT.send(api.request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
        HttpResponse<byte[]> compressed = CLIENT.send(
                api.request(path).header("Accept-Encoding", "gzip").build(), HttpResponse.BodyHandlers.ofByteArray());

        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        assertThat(compressed.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(compressed.body()).hasSizeLessThan(plain.body().length / 3);
        assertThat(inflated(compressed.body())).isEqualTo(new String(plain.body(), StandardCharsets.UTF_8));
    }

    @Test
    void aShortOneIsNotWorthIt() throws Exception {
        HttpResponse<String> answer = CLIENT.send(
                api.request(gateway).header("Accept-Encoding", "gzip").build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.body()).startsWith("{");
    }

    @Test
    void eventsComeAsTheyAre() throws Exception {
        HttpResponse<InputStream> events = CLIENT.send(
                api.request("/v1/events").header("Accept-Encoding", "gzip").build(),
                HttpResponse.BodyHandlers.ofInputStream());

        try (InputStream body = events.body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            assertThat(events.headers().firstValue("content-encoding")).isEmpty();
            await().until(() -> lines.readLine().equals("event:all"));
        }
    }

    private static String inflated(byte[] bytes) throws IOException {
        try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
