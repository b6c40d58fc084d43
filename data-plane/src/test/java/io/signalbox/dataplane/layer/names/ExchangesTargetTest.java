package io.signalbox.dataplane.layer.names;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.signalbox.fuzz.Mutations;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExchangesTargetTest {

    @Test
    void whatIsNoMessageIsAViolationOfTheProtocol() {
        Mutations.hold(new ExchangesTarget(), 500);
    }

    @ParameterizedTest
    @CsvSource({
        // A Produce request of a version that the library does not describe.
        "001d0000001900000001000000010006636c69656e740004026102620262ad0000000b00000001"
    })
    void whatWasFoundOnceIsAViolation(String found) {
        assertThatCode(() -> new ExchangesTarget().read(HexFormat.of().parseHex(found)))
                .doesNotThrowAnyException();
    }
}
