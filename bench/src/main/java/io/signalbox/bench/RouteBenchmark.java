package io.signalbox.bench;

import io.signalbox.routing.AcceptedTransport;
import io.signalbox.routing.Arrival;
import io.signalbox.routing.Decision;
import io.signalbox.routing.HostFormat;
import io.signalbox.routing.HostPort;
import io.signalbox.routing.PortMapping;
import io.signalbox.routing.PortSet;
import io.signalbox.routing.Route;
import io.signalbox.routing.RouteTable;
import io.signalbox.routing.SniRouting;
import io.signalbox.routing.VirtualClusterRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Where a connection goes, by how many virtual clusters there are to go to: once for each connection. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RouteBenchmark {

    @Param({"10", "100", "1000", "10000"})
    public int virtualClusters;

    private RouteTable table = new RouteTable(AcceptedTransport.TLS, List.of());
    private Arrival[] brokers = {};
    private Arrival[] strangers = {};
    private Arrival byPort = Arrival.plaintext(new HostPort("127.0.0.1", 1));
    private Route[] routes = {};
    private int next;

    /** Two SNI policies and a port mapping, as in the contract's worked example; names of every virtual cluster in turn. */
    @Setup
    public void build() {
        Map<String, VirtualClusterRef> byLabel = new HashMap<>();
        for (int i = 0; i < virtualClusters; i++) {
            String label = "virtual-cluster-" + i;
            byLabel.put(label, new VirtualClusterRef(new UUID(1, i), label, label));
        }
        HostPort local = new HostPort("10.0.0.7", 9_443);
        SniRouting perCluster = new SniRouting(
                new UUID(0, 1), ".kafka.example.com", HostFormat.PER_CLUSTER_SUFFIX, OptionalInt.empty(), byLabel);
        SniRouting shared = new SniRouting(
                new UUID(0, 2), ".kafka.example.com", HostFormat.SHARED_SUFFIX, OptionalInt.empty(), byLabel);
        PortMapping ports = new PortMapping(
                new UUID(0, 3),
                PortSet.parse(List.of("9092-9095")),
                true,
                0,
                "gw.example.com",
                byLabel.values().iterator().next());
        table = new RouteTable(AcceptedTransport.TLS_OR_PLAINTEXT, List.of(perCluster, shared, ports));
        brokers = byLabel.keySet().stream()
                .map(label -> Arrival.tls(local, Optional.of("broker-12-" + label + ".kafka.example.com")))
                .toArray(Arrival[]::new);
        strangers = byLabel.keySet().stream()
                .map(label -> Arrival.tls(local, Optional.of("broker-12-" + label + "x.kafka.example.com")))
                .toArray(Arrival[]::new);
        byPort = Arrival.plaintext(new HostPort("10.0.0.7", 9_094));
        routes = new Route[brokers.length];
        for (int i = 0; i < brokers.length; i++) {
            routes[i] = (Route) table.decide(brokers[i]);
        }
    }

    /** The second policy matches. */
    @Benchmark
    public Decision brokerByName() {
        return table.decide(brokers[turn()]);
    }

    /** Nothing matches. */
    @Benchmark
    public Decision unknownName() {
        return table.decide(strangers[turn()]);
    }

    /** The third policy matches. */
    @Benchmark
    public Decision brokerByPort() {
        return table.decide(byPort);
    }

    /** What a client is told of one broker. */
    @Benchmark
    public Optional<HostPort> advertise() {
        return routes[turn()].advertise(3);
    }

    /** For the one log line of an interval: looks at every name, so it is not flat. */
    @Benchmark
    public List<String> namesLikeAnUnknownOne() {
        return table.namesLike("broker-12-virtual-cluter-77.kafka.example.com", 3);
    }

    private int turn() {
        next = next + 1 == brokers.length ? 0 : next + 1;
        return next;
    }
}
