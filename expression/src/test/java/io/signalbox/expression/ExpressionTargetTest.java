package io.signalbox.expression;

import io.signalbox.fuzz.Mutations;
import org.junit.jupiter.api.Test;

class ExpressionTargetTest {

    @Test
    void whatIsNoExpressionIsRefusedWithAReason() {
        Mutations.hold(new ExpressionTarget(), 200);
    }
}
