package io.signalbox.dataplane.state;

import io.signalbox.fuzz.Mutations;
import org.junit.jupiter.api.Test;

class StateTargetTest {

    @Test
    void whatIsNoStateIsRefusedAndWhateverCanBeReadHasAnImage() {
        Mutations.hold(new StateTarget(), 300);
    }
}
