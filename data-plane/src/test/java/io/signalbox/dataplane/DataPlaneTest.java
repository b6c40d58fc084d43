package io.signalbox.dataplane;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says when it cannot start. */
class DataPlaneTest {

    @Test
    void aCongestionControlThatThePlatformDoesNotTakeIsNamedWithItsSetting(@TempDir Path folder) throws IOException {
        Map<String, String> environment = new HashMap<>(StateFolder.write(folder, List.of()));
        environment.put("SIGNALBOX_TCP_CONGESTION_CONTROL", "no-such-thing");
        Settings settings = Settings.read(environment, Map.of());

        assertThatIOException()
                .isThrownBy(() -> new DataPlane(settings).close())
                .withMessageStartingWith("SIGNALBOX_TCP_CONGESTION_CONTROL: ")
                .withMessageContaining("[no-such-thing]");
    }
}
