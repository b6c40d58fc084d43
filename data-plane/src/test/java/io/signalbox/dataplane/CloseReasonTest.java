package io.signalbox.dataplane;

import static io.signalbox.routing.CloseReason.Kind.FAILURE;
import static io.signalbox.routing.CloseReason.Kind.NORMAL;
import static io.signalbox.routing.CloseReason.Kind.REJECTION;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import io.signalbox.routing.CloseReason;
import io.signalbox.routing.Rejection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All reasons for which connections end, of whatever enum: operators' dashboards and alerts hang on their spellings. */
class CloseReasonTest {

    private static final List<CloseReason> ALL = Stream.concat(
                    Stream.of(Rejection.Reason.class),
                    LayersTest.CLASSES.stream()
                            .filter(found -> found.isAssignableTo(CloseReason.class))
                            .map(JavaClass::reflect))
            .flatMap(found -> Stream.of(found.getEnumConstants()))
            .map(CloseReason.class::cast)
            .toList();

    @Test
    void noTwoReasonsHaveTheSameCode() {
        assertThat(ALL).extracting(CloseReason::code).doesNotHaveDuplicates();
    }

    @Test
    void codesAreSpelledAsTheyAlwaysWere() {
        Map<CloseReason.Kind, List<String>> codes =
                ALL.stream().collect(groupingBy(CloseReason::kind, mapping(CloseReason::code, toList())));

        assertThat(codes).containsOnlyKeys(NORMAL, REJECTION, FAILURE);
        assertThat(codes.get(NORMAL))
                .containsExactlyInAnyOrder(
                        "client_closed",
                        "upstream_closed",
                        "route_changed",
                        "broker_moved",
                        "idle_timeout",
                        "shutdown");
        assertThat(codes.get(REJECTION))
                .containsExactlyInAnyOrder(
                        "no_matching_policy",
                        "connection_limit",
                        "listener_connection_limit",
                        "virtual_cluster_connection_limit",
                        "address_connection_limit",
                        "address_connection_rate",
                        "first_request_timeout",
                        "tls_on_plaintext_listener",
                        "plaintext_not_allowed",
                        "no_sni",
                        "unknown_sni",
                        "broker_not_exposed",
                        "tls_handshake_timeout",
                        "tls_malformed",
                        "tls_version_not_supported",
                        "tls_no_shared_cipher",
                        "client_certificate_required",
                        "client_certificate_untrusted",
                        "client_certificate_expired",
                        "client_certificate_invalid",
                        "tls_refused_by_client",
                        "tls_handshake_aborted",
                        "tls_handshake_failed",
                        "principal_not_mapped",
                        "authentication_required",
                        "authentication_failed",
                        "authentication_timeout",
                        "access_denied",
                        "record_refused",
                        "request_timeout",
                        "sasl_mechanism_not_supported",
                        "sasl_handshake_v0",
                        "illegal_sasl_state",
                        "session_expired",
                        "http_on_kafka_port",
                        "proxy_protocol_not_trusted",
                        "proxy_protocol_required",
                        "proxy_protocol_malformed",
                        "frame_too_large",
                        "malformed_request",
                        "unknown_api",
                        "unsupported_version");
        assertThat(codes.get(FAILURE))
                .containsExactlyInAnyOrder(
                        "broker_unknown",
                        "backend_unreachable",
                        "backend_loop",
                        "backend_tls_failed",
                        "backend_authentication_failed",
                        "token_keys_unavailable",
                        "unexpected_response",
                        "response_too_large",
                        "malformed_response",
                        "io_error",
                        "internal_error");
    }
}
