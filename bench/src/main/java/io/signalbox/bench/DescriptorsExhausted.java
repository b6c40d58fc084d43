package io.signalbox.bench;

import io.signalbox.testbed.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** More connections than the node may have open files: its limit is lowered by {@code prlimit}, and raised again at the end. */
record DescriptorsExhausted(NodeProcess node, int port) implements Attack {

    private static final int ROOM = 500;
    private static final int CONNECTIONS = 2_000;

    @Override
    public String name() {
        return "descriptors used up";
    }

    @Override
    public String size() {
        return CONNECTIONS + " connections, room for " + ROOM;
    }

    @Override
    public Running begin() throws IOException {
        try {
            int former = NodeMemory.of(node).descriptors();
            String before = limit("--output=SOFT,HARD", "--noheadings");
            limit("--nofile=" + (former + ROOM) + ":" + before.trim().replaceFirst("\\S+\\s+", ""));
            List<SocketChannel> connections = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                SocketChannel connection = SocketChannel.open();
                connection.configureBlocking(false);
                connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                connections.add(connection);
            }
            return () -> {
                for (SocketChannel connection : connections) {
                    connection.close();
                }
                limit("--nofile=" + before.trim().replaceAll("\\s+", ":"));
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private String limit(String... what) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("prlimit", "--pid", Long.toString(node.process().pid())));
        if (what.length > 1) {
            command.add("--nofile");
        }
        command.addAll(List.of(what));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
}
