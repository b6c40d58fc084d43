package io.signalbox.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.epoll.Epoll;
import io.signalbox.dataplane.Patience;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.transport.CongestionControl;
import io.signalbox.dataplane.transport.SocketAlgorithm;
import io.signalbox.dataplane.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With which congestion control clients' sockets come out of the ports that a node opens. */
class PortBinderIT {

    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();

    @BeforeEach
    void epoll() {
        assumeTrue(Epoll.isAvailable());
    }

    @Test
    void everyClientOfEveryPortHasTheOneThatTheNodeNames() throws Exception {
        List<String> algorithms = ofClients(CongestionControl.named("reno"));

        assertThat(algorithms).containsExactly("reno", "reno", "reno", "reno");
    }

    @Test
    void aNodeThatNamesNoneLeavesItToTheKernel() throws Exception {
        String kernels = SocketAlgorithm.ofTheKernel();

        List<String> algorithms = ofClients(CongestionControl.OF_THE_KERNEL);

        assertThat(algorithms).containsExactly(kernels, kernels, kernels, kernels);
    }

    /** Two clients for each of two ports. */
    private List<String> ofClients(CongestionControl congestionControl) throws IOException, InterruptedException {
        List<Integer> ports = List.of(TestPorts.free(), TestPorts.free());
        List<String> algorithms = new ArrayList<>();
        try (Transport transport = Transport.open(1, congestionControl)) {
            PortBinder binder = new PortBinder(transport, socket -> new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    accepted.add(channel);
                }
            });
            assertThat(binder.onImage(new Snapshots()
                            .listener(1, Integer.toString(ports.get(0)), Integer.toString(ports.get(1)))
                            .build()
                            .image()))
                    .isEmpty();
            for (int port : List.of(ports.get(0), ports.get(1), ports.get(0), ports.get(1))) {
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    assertThat(client.isConnected()).isTrue();
                    algorithms.add(SocketAlgorithm.of(
                            Optional.ofNullable(accepted.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                                    .orElseThrow()));
                }
            }
            binder.close();
        }
        return algorithms;
    }
}
