package io.signalbox.controlplane.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListQueryTest {

    private static final String REFERENCE = "filter[backend_cluster_id][eq]";

    @ParameterizedTest
    @CsvSource({"'', 100", "1, 1", "1000, 1000", "1001, 1000", "999999999999999999999, 1000"})
    void theSizeHasADefaultAndIsClamped(String size, int effective) {
        assertThat(page(Map.of("page[size]", size)).size()).isEqualTo(effective);
    }

    @Test
    void everythingWrongIsReportedAtOnce() {
        assertThatThrownBy(() -> page(Map.of(
                        "page[size]", "0", "page[after]", "nonsense", "filter[name][eq]", "x", REFERENCE, "not-an-id")))
                .isInstanceOfSatisfying(
                        Problem.Invalid.class,
                        e -> assertThat(e.parameters())
                                .extracting(InvalidParameter::field)
                                .containsExactlyInAnyOrder("page[size]", "page[after]", "filter[name][eq]", REFERENCE));
    }

    @Test
    void unknownParametersThatAreNoFiltersAreIgnored() {
        assertThat(page(Map.of("color", "green")).after()).isEqualTo(Cursor.START);
    }

    @Test
    void theNextLinkRepeatsSizeAndFiltersAndIsNullOnTheLastPage() {
        PageRequest request = page(Map.of("page[size]", "1", "filter[name][contains]", "a b"));
        Cursor cursor = new Cursor(Instant.EPOCH, new UUID(0, 1));

        Page<String> first = request.page(List.of("one", "two"), row -> row, row -> cursor);
        Page<String> last = request.page(List.of("two"), row -> row, row -> cursor);

        assertThat(first.data()).containsExactly("one");
        assertThat(first.meta().page().next())
                .contains(
                        "/v1/x?filter%5Bname%5D%5Bcontains%5D=a+b&page%5Bsize%5D=1&page%5Bafter%5D=" + cursor.encode());
        assertThat(last.meta().page().next()).isEmpty();
    }

    private static PageRequest page(Map<String, String> parameters) {
        return new ListQuery("/v1/x", parameters).page(ListQuery.NAME_CONTAINS, REFERENCE);
    }
}
