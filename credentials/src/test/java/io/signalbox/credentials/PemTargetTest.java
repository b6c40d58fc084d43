package io.signalbox.credentials;

import io.signalbox.fuzz.Mutations;
import org.junit.jupiter.api.Test;

class PemTargetTest {

    @Test
    void whatIsNoPemIsRefusedWithAReason() {
        Mutations.hold(new PemTarget(), 200);
    }
}
