package io.signalbox.controlplane.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class StoreFailureTest {

    @Test
    void aConnectionThatBrokeInTheMiddleIsAnOutageAndAMistakeOfOursIsNot() {
        assertThat(isOutage(new SQLException("Connection is closed"))).isTrue();
        assertThat(isOutage(new SQLException("broken", "08006"))).isTrue();
        assertThat(isOutage(new SQLException("shutting down", "57P01"))).isTrue();
        assertThat(isOutage(new SQLException("no such column", "42703"))).isFalse();
        assertThat(isOutage(new IllegalStateException())).isFalse();
    }

    private static boolean isOutage(Exception cause) {
        return StoreFailure.isOutage(new DataAccessResourceFailureException("wrapped", cause));
    }
}
