package io.signalbox.controlplane.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BearerTokenFilterTest {

    private static final String LISTENER = "/v1/event-gateways/9524ec7d/listeners/7b5c0a52";

    @ParameterizedTest
    @CsvSource({
        "GET, /policies, true",
        "HEAD, /policies, true",
        "POST, /route-preview, true",
        "POST, /policies, false",
        "POST, /policies/route-preview, false",
        "POST, /route-preview/move, false",
        "PUT, /route-preview, false",
        "DELETE, /route-preview, false"
    })
    void aReaderMayAskWhateverChangesNothing(String method, String path, boolean expected) {
        assertThat(BearerTokenFilter.isRead(method, LISTENER + path, LISTENER + path))
                .isEqualTo(expected);
    }

    @Test
    void aPathThatHadToBeDecodedIsNoQuestion() {
        String path = LISTENER + "/route-preview";

        assertThat(BearerTokenFilter.isRead("POST", path.replace("-", "%2D"), path))
                .isFalse();
    }
}
