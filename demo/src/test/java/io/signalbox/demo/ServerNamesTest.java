package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.credentials.CertificateNames;
import io.signalbox.credentials.Issuer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerNamesTest {

    private final ServerNames perCluster = new ServerNames("analytics", ServerNames.Format.PER_CLUSTER_SUFFIX);
    private final ServerNames shared = new ServerNames("payments", ServerNames.Format.SHARED_SUFFIX);

    @Test
    void aClusterWithASuffixOfItsOwnHasALabelBeforeIt() {
        assertThat(perCluster.hosts(List.of(0, 7)))
                .containsExactly(
                        "bootstrap.analytics.localhost",
                        "broker-0.analytics.localhost",
                        "broker-7.analytics.localhost");
    }

    @Test
    void clustersWithASharedSuffixHaveTheirLabelInTheFirstPart() {
        assertThat(shared.hosts(List.of(3)))
                .containsExactly("bootstrap-payments.shared.localhost", "broker-3-payments.shared.localhost");
    }

    @Test
    void allBrokersAreToldAtTheOnePort() {
        assertThat(shared.brokers(List.of(1, 2), 9093))
                .isEqualTo(Map.of(
                        1, "broker-1-payments.shared.localhost:9093", 2, "broker-2-payments.shared.localhost:9093"));
    }

    @ParameterizedTest
    @EnumSource
    void theWildcardsCoverEveryNameAndNoneIsRightBelowTheTopLevel(ServerNames.Format format) {
        ServerNames names = new ServerNames("payments", format);
        List<String> wildcards = ServerNames.wildcards(List.of("analytics", "payments"));

        CertificateNames covered = CertificateNames.of(Issuer.create(Issuer.KeyKind.EC, "CN=test", Duration.ofDays(1))
                .issue(Issuer.CertificateRequest.of(
                        Issuer.KeyKind.EC, "CN=test", Duration.ofDays(1), wildcards.toArray(String[]::new)))
                .certificate());

        assertThat(names.hosts(List.of(0, 1))).allMatch(covered::cover);
        assertThat(wildcards).noneMatch("*.localhost"::equals);
    }
}
