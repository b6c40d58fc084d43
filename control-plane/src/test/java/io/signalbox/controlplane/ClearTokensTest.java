package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.controlplane.settings.Settings;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** The warning at the start when bearer tokens can be read on their way. */
class ClearTokensTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(ControlPlane.class);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();

    @BeforeEach
    void record() {
        written.start();
        logger.addAppender(written);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SIGNALBOX_HTTP_PORT=8080                                | false",
                "SIGNALBOX_BIND_ADDRESS=127.0.0.1                        | false",
                "SIGNALBOX_BIND_ADDRESS=127.0.0.2                        | false",
                "SIGNALBOX_BIND_ADDRESS=::1                              | false",
                "SIGNALBOX_BIND_ADDRESS=0.0.0.0                          | true",
                "SIGNALBOX_BIND_ADDRESS=::                               | true",
                "SIGNALBOX_BIND_ADDRESS=192.0.2.1                        | true",
                "SIGNALBOX_BIND_ADDRESS=0.0.0.0 SIGNALBOX_HTTP_TLS=off    | true",
                "SIGNALBOX_BIND_ADDRESS=0.0.0.0 SIGNALBOX_HTTP_TLS=own_ca | false",
                "SIGNALBOX_BIND_ADDRESS=0.0.0.0 SIGNALBOX_HTTP_TLS_CERT_PATH=/a SIGNALBOX_HTTP_TLS_KEY_PATH=/b | false",
            })
    void itComesWhereTheApiIsServedWithoutTlsBeyondThisComputer(String settings, boolean warned) {
        Map<String, String> variables = Arrays.stream(settings.split(" "))
                .map(one -> one.split("=", 2))
                .collect(Collectors.toMap(one -> one[0], one -> one[1]));

        ControlPlane.warnIfTokensTravelInClear(Settings.read(variables, Map.of()));

        assertThat(written.list.stream().map(ILoggingEvent::getFormattedMessage))
                .hasSize(warned ? 1 : 0)
                .allMatch(line -> line.startsWith("bearer tokens travel in clear beyond this computer: set"
                        + " SIGNALBOX_HTTP_TLS_CERT_PATH, or SIGNALBOX_HTTP_TLS=own_ca"));
    }
}
