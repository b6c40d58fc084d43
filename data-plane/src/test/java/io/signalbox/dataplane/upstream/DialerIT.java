package io.signalbox.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import io.netty.util.concurrent.Future;
import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.config.BackendCluster;
import io.signalbox.dataplane.config.BackendLogin;
import io.signalbox.dataplane.config.ProblemBoard;
import io.signalbox.dataplane.tls.BackendContexts;
import io.signalbox.dataplane.tls.TlsEngine;
import io.signalbox.dataplane.transport.CongestionControl;
import io.signalbox.dataplane.transport.SocketAlgorithm;
import io.signalbox.dataplane.transport.Transport;
import io.signalbox.routing.HostPort;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With which congestion control brokers are dialled. */
class DialerIT {

    @BeforeEach
    void epoll() {
        assumeTrue(Epoll.isAvailable());
    }

    @Test
    void everyConnectionHasTheOneThatTheNodeNames() throws Exception {
        List<String> algorithms = ofConnections(CongestionControl.named("reno"));

        assertThat(algorithms).containsExactly("reno", "reno");
    }

    @Test
    void aNodeThatNamesNoneLeavesItToTheKernel() throws Exception {
        String kernels = SocketAlgorithm.ofTheKernel();

        List<String> algorithms = ofConnections(CongestionControl.OF_THE_KERNEL);

        assertThat(algorithms).containsExactly(kernels, kernels);
    }

    /** Two, from the same dialler. */
    private static List<String> ofConnections(CongestionControl congestionControl) throws Exception {
        List<String> algorithms = new ArrayList<>();
        try (ServerSocket broker = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Transport transport = Transport.open(1, congestionControl)) {
            HostPort address = new HostPort("127.0.0.1", broker.getLocalPort());
            Dialer dialer = new Dialer(transport, new BackendContexts(TlsEngine.JDK));
            Dialer.Call call = Dialer.Call.unchecked(List.of(address), Optional.empty(), problems(address));
            for (int i = 0; i < 2; i++) {
                Future<Channel> dialled =
                        dialer.dial(transport.eventLoops().next(), call, new ChannelInboundHandlerAdapter());
                algorithms.add(SocketAlgorithm.of(dialled.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)));
            }
        }
        return algorithms;
    }

    private static UpstreamProblems problems(HostPort address) {
        return new UpstreamProblems(
                new BackendCluster(
                        new UUID(0, 1),
                        "orders",
                        List.of(address),
                        Duration.ofSeconds(60),
                        Optional.empty(),
                        new BackendLogin.Anonymous(),
                        false),
                new ProblemBoard());
    }
}
