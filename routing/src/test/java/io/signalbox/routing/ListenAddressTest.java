package io.signalbox.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenAddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,                127.0.0.1",
        "localhost,                127.0.0.1",
        "LocalHost.,               127.0.0.1",
        "127.000.000.001,          127.0.0.1",
        "::ffff:127.0.0.1,         127.0.0.1",
        "::FFFF:7f00:1,            127.0.0.1",
        "0:0:0:0:0:0:0:1,          ::1",
        "::0001,                   ::1",
        "0::0,                     ::",
        "::ffff:0.0.0.0,           0.0.0.0",
        "2001:DB8:0:0:1:0:0:1,     2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1,     2001:db8:0:1:1:1:1:1",
        "1:0:0:0:0:0:0:0,          1::",
        "fe80:0:0::1%eth0,         fe80::1%eth0",
        "Kafka.Example.COM.,       kafka.example.com",
        "127.1,                    127.1",
        "1:2:3,                    1:2:3"
    })
    void spellingsOfOneAddressHaveOneForm(String declared, String canonical) {
        assertThat(ListenAddress.canonical(declared)).isEqualTo(canonical);
        assertThat(ListenAddress.canonical(canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "0.0.0.0,   127.0.0.1, true",
        "::1,       0.0.0.0,   false",
        "::1,       ::,        true",
        "0.0.0.0,   ::,        true",
        "a.example, 0.0.0.0,   false"
    })
    void aWildcardTakesWhatIsForTheAddressesThatItStandsFor(String one, String other, boolean overlap) {
        assertThat(ListenAddress.overlap(one, other)).isEqualTo(overlap);
        assertThat(ListenAddress.overlap(other, one)).isEqualTo(overlap);
    }
}
