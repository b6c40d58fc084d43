package io.signalbox.dataplane.connection;

import io.signalbox.fuzz.Mutations;
import org.junit.jupiter.api.Test;

class ArrivalTargetTest {

    @Test
    void whateverComesFirstEndsAConnectionInOrder() {
        Mutations.hold(new ArrivalTarget(), 200);
    }
}
