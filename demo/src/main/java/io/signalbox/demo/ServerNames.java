package io.signalbox.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * By which names clients reach one virtual cluster and its brokers.
 *
 * @param dnsLabel of the virtual cluster
 */
record ServerNames(String dnsLabel, Format format) {

    /** What a policy calls {@code broker_host_format}, and the suffix that goes with it here. */
    enum Format {
        /** A certificate needs a wildcard for each virtual cluster. */
        PER_CLUSTER_SUFFIX(".", ".localhost"),
        /** One wildcard is enough for all of them. Clients refuse it right below a top-level name: hence one more label. */
        SHARED_SUFFIX("-", ".shared.localhost");

        private final String separator;
        private final String suffix;

        Format(String separator, String suffix) {
            this.separator = separator;
            this.suffix = suffix;
        }

        String suffix() {
            return suffix;
        }
    }

    String bootstrapHost() {
        return host("bootstrap");
    }

    String brokerHost(int nodeId) {
        return host("broker-" + nodeId);
    }

    /** What clients at a port are told of the brokers. */
    Map<Integer, String> brokers(List<Integer> nodeIds, int port) {
        Map<Integer, String> brokers = new TreeMap<>();
        nodeIds.forEach(id -> brokers.put(id, brokerHost(id) + ":" + port));
        return brokers;
    }

    /** Everything that a client of this virtual cluster has to resolve. */
    List<String> hosts(List<Integer> nodeIds) {
        List<String> hosts = new ArrayList<>(List.of(bootstrapHost()));
        nodeIds.forEach(id -> hosts.add(brokerHost(id)));
        return hosts;
    }

    /** What a certificate must have, so that clients that check names accept it for these virtual clusters by either format. */
    static List<String> wildcards(List<String> dnsLabels) {
        List<String> wildcards = new ArrayList<>();
        dnsLabels.forEach(label -> wildcards.add("*." + label + Format.PER_CLUSTER_SUFFIX.suffix));
        wildcards.add("*" + Format.SHARED_SUFFIX.suffix);
        return wildcards;
    }

    private String host(String target) {
        return target + format.separator + dnsLabel + format.suffix;
    }
}
