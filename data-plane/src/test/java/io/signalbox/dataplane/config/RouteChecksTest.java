package io.signalbox.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.signalbox.credentials.Issuer;
import io.signalbox.credentials.Issuer.CertificateRequest;
import io.signalbox.credentials.Issuer.KeyKind;
import io.signalbox.credentials.KeyedCertificate;
import io.signalbox.proto.config.v1.WireBrokerHostFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a node warns of, though it serves it. */
class RouteChecksTest {

    private static final WireBrokerHostFormat SHARED = WireBrokerHostFormat.BROKER_HOST_FORMAT_SHARED_SUFFIX;
    private static final WireBrokerHostFormat PER_CLUSTER = WireBrokerHostFormat.BROKER_HOST_FORMAT_PER_CLUSTER_SUFFIX;
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Issuer AUTHORITY = Issuer.create(KeyKind.EC, "CN=ca.example", YEAR);
    private static final KeyedCertificate WILDCARD = certificate(YEAR, "*.example.com");

    private final Snapshots snapshots =
            new Snapshots().backend(1).virtual(2, 1, "orders").listener(3, "9092");

    @Test
    void whatFitsTogetherGivesNoWarning() {
        snapshots.sni(5, 3, ".example.com", SHARED).tlsServer(4, 3, WILDCARD);

        assertThat(problems(Instant.now())).isEmpty();
    }

    @Test
    void anSniPolicyWithoutATlsServerNeverMatches() {
        snapshots.sni(5, 3, ".example.com", SHARED);

        assertThat(problems(Instant.now())).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("listener_policy.needs_tls_server");
            assertThat(problem.severity()).isEqualTo(ConfigProblem.Severity.WARNING);
            assertThat(problem.entity().id()).isEqualTo(Snapshots.id(5));
        });
    }

    @Test
    void theSecondOfTwoSniPoliciesOfOneSuffixAndFormatNeverMatches() {
        snapshots
                .sni(5, 3, ".example.com", SHARED)
                .sni(6, 3, ".example.com", SHARED)
                .tlsServer(4, 3, WILDCARD);

        assertThat(problems(Instant.now())).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("listener_policy.never_matches");
            assertThat(problem.entity().id()).isEqualTo(Snapshots.id(6));
        });
    }

    @Test
    void twoSniPoliciesOfDifferentFormatsBothMatch() {
        snapshots
                .sni(5, 3, ".example.com", SHARED)
                .sni(6, 3, ".example.com", PER_CLUSTER)
                .tlsServer(4, 3, certificate(YEAR, "*.example.com", "*.orders.example.com"));

        assertThat(problems(Instant.now())).isEmpty();
    }

    @Test
    void namesLongerThanDnsAllowsAreAnErrorOfThatVirtualClusterAlone() {
        snapshots
                .virtual(6, 1, "v".repeat(55))
                .sni(5, 3, ".example.com", SHARED)
                .tlsServer(4, 3, WILDCARD);

        assertThat(problems(Instant.now())).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("listener_policy.names_too_long");
            assertThat(problem.severity()).isEqualTo(ConfigProblem.Severity.ERROR);
            assertThat(problem.message())
                    .contains("virtual cluster [virtual-6]: bootstrap, broker-0, broker-1")
                    .doesNotContain("[virtual-2]");
        });
    }

    @Test
    void namesThatTheCertificateDoesNotCoverAreNamed() {
        snapshots
                .virtual(6, 1, "payments")
                .sni(5, 3, ".example.com", PER_CLUSTER)
                .tlsServer(4, 3, certificate(YEAR, "*.orders.example.com", "bootstrap.payments.example.com"));

        assertThat(problems(Instant.now())).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("tls_server.names_not_covered");
            assertThat(problem.severity()).isEqualTo(ConfigProblem.Severity.WARNING);
            assertThat(problem.message())
                    .contains(
                            "broker-0.payments.example.com, broker-1.payments.example.com of virtual cluster [virtual-6]")
                    .doesNotContain("bootstrap.payments")
                    .doesNotContain("orders.example.com");
        });
    }

    @Test
    void theAdvertisedHostOfAPortMappingIsANameToo() {
        snapshots.policyNamed(6, 3, 2, "gw.example.org").tlsServer(4, 3, WILDCARD);

        assertThat(problems(Instant.now()))
                .extracting(ConfigProblem::code)
                .containsExactlyInAnyOrder("listener_policy.brokers_not_exposed", "tls_server.names_not_covered");
    }

    @Test
    void aCertificateThatExpiresSoonIsWarnedOf() {
        snapshots.sni(5, 3, ".example.com", SHARED).tlsServer(4, 3, certificate(Duration.ofDays(40), "*.example.com"));

        assertThat(problems(Instant.now())).isEmpty();
        assertThat(problems(Instant.now().plus(Duration.ofDays(11))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("tls_server.certificate_expires");
                    assertThat(problem.severity()).isEqualTo(ConfigProblem.Severity.WARNING);
                    assertThat(problem.message()).contains("in 28 days");
                });
    }

    @Test
    void anExpiredCertificateIsAnErrorAndOneThatIsNotYetValidAWarning() {
        snapshots.sni(5, 3, ".example.com", SHARED).tlsServer(4, 3, certificate(Duration.ofDays(40), "*.example.com"));

        assertThat(problems(Instant.now().plus(Duration.ofDays(41))))
                .extracting(ConfigProblem::code, ConfigProblem::severity)
                .containsExactly(tuple("tls_server.certificate_expired", ConfigProblem.Severity.ERROR));
        assertThat(problems(Instant.now().minus(Duration.ofDays(1))))
                .extracting(ConfigProblem::code)
                .containsExactly("tls_server.certificate_not_yet_valid");
    }

    @Test
    void ofManyVirtualClustersAFewAreNamed() {
        for (int number = 100; number < 200; number++) {
            snapshots.virtual(number, 1, "vc-" + number);
        }
        snapshots.sni(5, 3, ".elsewhere.example", SHARED).tlsServer(4, 3, WILDCARD);

        assertThat(problems(Instant.now()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("and those of 96 more virtual clusters")
                        .hasSizeLessThan(2_000));
    }

    private List<ConfigProblem> problems(Instant now) {
        RoutingImage image = snapshots.build().image();
        return new RouteChecks().problems(image, Map.of(Snapshots.id(1), Set.of(0, 1)), now);
    }

    private static KeyedCertificate certificate(Duration validity, String... names) {
        return AUTHORITY.issue(CertificateRequest.of(KeyKind.EC, "CN=gw.example.com", validity, names));
    }
}
