package io.signalbox.dataplane.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {

    @ParameterizedTest(name = "{0} files: {1} connections")
    @CsvSource({
        "9223372036854775807, 50000", // no limit
        "1048576, 50000",
        "100200, 50000",
        "100198, 49999",
        "1024, 412",
        "202, 1",
        "10, 1",
        "-1, 50000", // the platform does not say
    })
    void twoFilesForEachConnectionAreLeftBesideTheNodesOwn(long files, int connections) {
        assertThat(Limits.Connections.standard(files)).isEqualTo(connections);
    }
}
