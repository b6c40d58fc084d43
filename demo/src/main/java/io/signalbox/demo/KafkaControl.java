package io.signalbox.demo;

import io.signalbox.testbed.Console;
import io.signalbox.testbed.KafkaCluster;
import io.signalbox.testbed.ProcessFailedException;
import io.signalbox.testbed.ShutdownHook;
import io.signalbox.testbed.Wait;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes orders for a cluster from other processes of the same user, at a socket in the file system that is found by the cluster's
 * first port: {@code kill 1}, {@code stop 1}, {@code start 1}, {@code status}, one for each connection.
 */
final class KafkaControl implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");
    private static final int MAX_ORDER_CHARACTERS = 64;
    private static final String DONE = "done";
    private static final String REFUSED = "refused";

    /** What was done, or why it was not. */
    record Answer(boolean done, String text) {}

    private final Path place;
    private final ServerSocketChannel server;
    private final KafkaCluster cluster;
    private final ShutdownHook atShutdown;

    private KafkaControl(Path place, ServerSocketChannel server, KafkaCluster cluster) {
        this.place = place;
        this.server = server;
        this.cluster = cluster;
        atShutdown = ShutdownHook.register("remove " + place, this::close);
    }

    static KafkaControl open(int port, KafkaCluster cluster) throws IOException {
        Path place = place(port);
        makeFolder(folder(port));
        Files.deleteIfExists(place); // of one that was killed: the port is ours now
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        KafkaControl control = new KafkaControl(place, server, cluster);
        server.bind(UnixDomainSocketAddress.of(place));
        daemon("orders", control::serve);
        return control;
    }

    /** Gives an order to the cluster at this port, and waits until it is done. */
    static Answer tell(int port, String order) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(place(port)))) {
            writer(channel).println(order);
            List<String> lines = reader(channel).lines().toList();
            if (lines.isEmpty()) {
                throw new IOException("they have just ended");
            }
            return new Answer(lines.get(0).equals(DONE), lines.stream().skip(1).collect(Collectors.joining("\n")));
        }
    }

    boolean isOpen() {
        return server.isOpen();
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(place);
            Files.deleteIfExists(place.toAbsolutePath().getParent());
        } catch (IOException e) {
            Console.complain("cannot remove " + place + ": " + Console.message(e));
        }
        atShutdown.forget();
    }

    private void serve() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                daemon("order", () -> answer(channel));
            } catch (ClosedChannelException e) {
                return; // the end
            } catch (IOException e) {
                Console.complain("an order could not be taken: " + Console.message(e));
            }
        }
    }

    private void answer(SocketChannel channel) {
        try (channel) {
            char[] order = new char[MAX_ORDER_CHARACTERS];
            BufferedReader reader = reader(channel);
            int length = 0;
            while (length < order.length && (length == 0 || order[length - 1] != '\n')) {
                int read = reader.read(order, length, order.length - length);
                if (read < 0) {
                    break;
                }
                length += read;
            }
            Answer answer = obey(new String(order, 0, length).strip());
            PrintWriter writer = writer(channel);
            writer.println(answer.done() ? DONE : REFUSED);
            writer.println(answer.text());
        } catch (IOException e) {
            Console.complain("an order could not be answered: " + Console.message(e));
        }
    }

    /** One order at a time. */
    private synchronized Answer obey(String order) {
        String[] words = order.split(" ", 2);
        try {
            return switch (words[0]) {
                case "kill" -> {
                    cluster.kill(id(words));
                    yield new Answer(true, "broker " + id(words) + " is killed");
                }
                case "stop" -> {
                    cluster.stop(id(words));
                    yield new Answer(true, "broker " + id(words) + " has ended");
                }
                case "start" -> start(id(words));
                case "status" -> new Answer(true, status());
                default -> new Answer(false, "unknown order: " + words[0]);
            };
        } catch (IllegalStateException | IllegalArgumentException | ProcessFailedException e) {
            return new Answer(false, Console.message(e));
        }
    }

    private Answer start(int nodeId) {
        cluster.startWithoutWaiting(nodeId);
        if (Wait.until(() -> !cluster.isAlive(nodeId) || accepts(cluster.port(nodeId)), START_LIMIT)) {
            return cluster.isAlive(nodeId)
                    ? new Answer(true, "broker " + nodeId + " is started")
                    : new Answer(false, "broker " + nodeId + " has ended again");
        }
        return new Answer(
                true,
                "broker " + nodeId
                        + " runs, but takes no clients yet: it waits for a controller to be elected, which needs the"
                        + " greater part of the first three brokers");
    }

    private String status() {
        return cluster.nodeIds().stream()
                .map(id -> "broker " + id + " on 127.0.0.1:" + cluster.port(id)
                        + (cluster.isAlive(id) ? " runs" : " does not run"))
                .collect(Collectors.joining("\n"));
    }

    private static int id(String[] words) {
        if (words.length < 2) {
            throw new IllegalArgumentException("which broker?");
        }
        return Integer.parseInt(words[1]);
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Path place(int port) {
        return folder(port).resolve("orders");
    }

    private static Path folder(int port) {
        String name = "signalbox-kafka-" + System.getProperty("user.name") + "-" + port;
        return Path.of(System.getProperty("java.io.tmpdir"), name).toAbsolutePath();
    }

    /** Who may open the socket may give orders. */
    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        }
        if (!Files.getOwner(folder).getName().equals(System.getProperty("user.name"))
                || !Files.getPosixFilePermissions(folder).equals(OWNER_ALONE)) {
            throw new IOException(folder + " is open to other users: remove it");
        }
    }

    private static BufferedReader reader(SocketChannel channel) {
        return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    private static PrintWriter writer(SocketChannel channel) {
        return new PrintWriter(Channels.newWriter(channel, StandardCharsets.UTF_8), true);
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
