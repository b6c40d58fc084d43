package io.signalbox.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.signalbox.dataplane.TestPorts;
import io.signalbox.dataplane.config.ConfigProblem;
import io.signalbox.dataplane.config.RoutingImage;
import io.signalbox.dataplane.config.Snapshots;
import io.signalbox.dataplane.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which sockets a node opens, and what it says of those that it cannot. */
class SocketsIT {

    private final List<ServerSocket> others = new ArrayList<>();
    private final Transport transport = Transport.open(1);
    private final PortBinder binder = new PortBinder(transport, socket -> new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {
            // connecting is all that is tried
        }
    });

    @AfterEach
    void close() throws IOException {
        for (ServerSocket socket : others) {
            socket.close();
        }
        binder.close();
        transport.close();
    }

    @Test
    void anAddressInSeveralSpellingsIsOpenedOnce() throws IOException {
        int port = TestPorts.free();

        List<ConfigProblem> problems = binder.onImage(image(
                new Snapshots().listenerAt(1, List.of("127.0.0.1", "localhost", "::ffff:127.0.0.1"), text(port))));

        assertThat(problems).isEmpty();
        assertThat(binder.bound().isComplete()).isTrue();
        assertThat(isOpen(port)).isTrue();
    }

    @Test
    void aNameOfAnAddressThatTheListenerHasIsServedByItAndTakesOverWhenThatIsLeftOut() throws IOException {
        int port = TestPorts.free();
        assertThat(binder.onImage(image(new Snapshots().listenerAt(1, List.of("127.0.0.1", "127.1"), text(port)))))
                .isEmpty();
        assertThat(binder.bound()).hasToString("2 of 2 sockets are open");

        List<ConfigProblem> problems =
                binder.onImage(image(new Snapshots().listenerAt(1, List.of("127.1"), text(port))));

        assertThat(problems).isEmpty();
        assertThat(isOpen(port)).isTrue();
    }

    @Test
    void aNameOfAnAddressThatAnotherListenerHasIsAProblemThatNamesTheOther() throws IOException {
        int port = TestPorts.free();

        List<ConfigProblem> problems = binder.onImage(image(new Snapshots()
                .listenerAt(1, List.of("127.0.0.1"), text(port))
                .listenerAt(2, List.of("127.1"), text(port))));

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.entity().name()).isEqualTo("listener-2");
            assertThat(problem.message()).contains("listener [listener-1]").contains("[127.0.0.1]");
        });
        assertThat(isOpen(port)).isTrue();
    }

    @Test
    void whatIsBoundFollowsThePortsThatAreFree() throws IOException {
        ServerSocket first = taken();
        ServerSocket second = taken();

        binder.onImage(image(new Snapshots().listener(1, text(first.getLocalPort()), text(second.getLocalPort()))));
        assertThat(binder.bound().serve()).isFalse();
        assertThat(binder.bound().toString()).startsWith("0 of 2 sockets are open; not open: 127.0.0.1:");

        first.close();
        binder.retry();
        assertThat(binder.bound().serve()).isFalse();
        assertThat(binder.bound().open()).isEqualTo(1);

        second.close();
        binder.retry();
        assertThat(binder.bound().serve()).isTrue();
    }

    @Test
    void aPortThatIsTakenWhenAChangeAddsItLeavesTheOthersServed() throws IOException {
        int port = TestPorts.free();
        int taken = taken().getLocalPort();
        binder.onImage(image(new Snapshots().listener(1, text(port))));

        binder.onImage(image(new Snapshots().listener(1, text(port), text(taken))));
        assertThat(binder.bound().isComplete()).isFalse();
        assertThat(binder.bound().serve()).isTrue();

        binder.onImage(image(new Snapshots().listener(1, text(taken))));
        assertThat(binder.bound().serve()).isFalse();
    }

    private static RoutingImage image(Snapshots snapshots) {
        return snapshots.build().image();
    }

    private static String text(int port) {
        return Integer.toString(port);
    }

    private static boolean isOpen(int port) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return client.isConnected();
        }
    }

    private ServerSocket taken() throws IOException {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        others.add(socket);
        return socket;
    }
}
