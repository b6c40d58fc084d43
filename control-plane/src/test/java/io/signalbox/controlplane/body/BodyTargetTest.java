package io.signalbox.controlplane.body;

import io.signalbox.fuzz.Mutations;
import org.junit.jupiter.api.Test;

class BodyTargetTest {

    @Test
    void whatIsNoPolicyIsRefusedByNameAndRule() {
        Mutations.hold(new BodyTarget(), 500);
    }
}
