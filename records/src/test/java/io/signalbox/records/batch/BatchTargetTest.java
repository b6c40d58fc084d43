package io.signalbox.records.batch;

import io.signalbox.fuzz.Mutations;
import org.junit.jupiter.api.Test;

class BatchTargetTest {

    @Test
    void whatIsNoBatchIsRefusedWithAReason() {
        Mutations.hold(new BatchTarget(), 2_000);
    }
}
