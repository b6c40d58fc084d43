package io.signalbox.dataplane;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class RehearsalIT {

    @Test
    void aNodeStartsFromItsStateAndAnswersClientsWithAndWithoutTls() {
        assertThatCode(() -> Rehearsal.run(3)).doesNotThrowAnyException();
    }
}
