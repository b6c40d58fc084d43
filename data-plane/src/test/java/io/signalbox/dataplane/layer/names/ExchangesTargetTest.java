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
        // Produce requests of versions that the library does not describe; of the second one its classes make
        // something.
        "001d0000001900000001000000010006636c69656e740004026102620262ad0000000b00000001",
        "00530000004f00000000000000000006636c69656e740004000000000000000001000000000000000100026200000000000000010000000000000001000262000000000000000100000000000000010099f267ce000000000b0000000100bb1ad5730100",
        // A response that ends where the id of a topic should stand.
        "002900000025004c0001000000010006636c69656e74000261037331f096ce0d0373320402620262026200000000e1000000010000000000000000002d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d00bb1ad5730000007f73312d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d001400000010001000010000000058f6f13d28ca7a364b004752645e76f39e03dd4d72731db004fb000000",
        // A tagged field twice: Kafka's classes read it, and do not write it.
        "00ff000000fb0008000a000000010006636c69656e740002610705b08b0373310373320300000000000000010000000000000001020c9de28746c0b47a1959e630c659021e0373330000000000000000000100000000000000010392bd4c1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b656e740002610705b08b0373310373320300000000000000010000000000010006636c69656e740002610705b08b0373310373320300000000000000010000000000000001020c9de28746c0b47a1959e630c659021e0373330000000000000000000100000000000000010392bd4c1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b656e7400",
        // A version below zero.
        "0026000000220053ffffffff0260dfbc170000000000d700010010005754b9f1690800000192"
    })
    void whatWasFoundOnceIsAViolation(String found) {
        assertThatCode(() -> new ExchangesTarget().read(HexFormat.of().parseHex(found)))
                .doesNotThrowAnyException();
    }
}
