package io.signalbox.controlplane.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;

class ConsoleControllerTest {

    @Test
    void aBuildWithoutTheConsoleSaysWhatIsMissing() throws IOException {
        ResponseEntity<String> answer = new ConsoleController(true, Optional.empty()).page();

        assertThat(answer.getStatusCode().value()).isEqualTo(404);
        assertThat(answer.getBody()).contains("There is no console in this build", "npm");
    }

    @Test
    void thePageHasTheNonceOfItsPolicy() throws IOException {
        ResponseEntity<String> answer = new ConsoleController(true, Optional.of("<p nonce=\"__NONCE__\">")).page();

        String nonce = String.valueOf(answer.getBody()).replaceAll(".*\"(.*)\".*", "$1");
        assertThat(answer.getHeaders().getFirst("Content-Security-Policy"))
                .contains("style-src 'self' 'nonce-" + nonce + "'");
    }
}
