package io.signalbox.dataplane.config;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What of an image will not do what somebody meant, given the brokers that there are. What was found of an earlier image saves
 * time, and changes nothing. For one thread.
 */
public final class RouteChecks {

    private final ClusterFindings findings = new ClusterFindings();

    /**
     * Looks at every listener.
     *
     * @param brokers node ids of each backend cluster, as far as they are known, by its id
     */
    public List<ConfigProblem> problems(RoutingImage image, Map<UUID, Set<Integer>> brokers, Instant now) {
        GeneratedNames names = new GeneratedNames(image, brokers);
        findings.begin(image, brokers);
        return Stream.of(
                        ExposureCheck.problems(image, brokers),
                        SniCheck.problems(image, names, findings),
                        CertificateCheck.problems(image, names, findings, now))
                .flatMap(List::stream)
                .toList();
    }
}
