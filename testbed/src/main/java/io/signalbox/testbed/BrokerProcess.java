package io.signalbox.testbed;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import org.apache.kafka.metadata.storage.Formatter;

/** A broker's process, or that of several: formats data folders that are new, then is a Kafka server until it is ended. */
final class BrokerProcess {

    /** Not Kafka's, but ours, in the same file: the id that all brokers of a cluster are formatted with. */
    static final String CLUSTER_ID = "signalbox.cluster.id";

    /** Ours, too: users whose passwords are proven by SCRAM, one on each line. */
    static final String SCRAM_USERS = "signalbox.scram.users";

    private BrokerProcess() {}

    /** Takes the path of a {@code server.properties} for each broker. */
    public static void main(String[] files) throws Exception {
        endWithParent();
        for (String file : files) {
            format(read(Path.of(file)));
        }
        for (String file : files) {
            new Thread(() -> Kafka.main(new String[] {file}), "broker of " + file).start();
        }
    }

    private static void format(Properties properties) throws Exception {
        String folder = properties.getProperty("log.dirs", "");
        if (Files.exists(Path.of(folder, "meta.properties"))) {
            return;
        }
        // The feature levels are those that Kafka itself gives a new cluster: share groups and the new consumer
        // protocol
        // are among them.
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                .setNodeId(Integer.parseInt(properties.getProperty("node.id", "")))
                .setClusterId(properties.getProperty(CLUSTER_ID, ""))
                .setControllerListenerName(properties.getProperty("controller.listener.names", ""))
                .addDirectory(folder)
                .setMetadataLogDirectory(folder)
                .setScramArguments(
                        properties.getProperty(SCRAM_USERS, "").lines().toList())
                .run();
    }

    /** Our end of this pipe is closed by the operating system, however the parent ended; a signal would tell us less. */
    private static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is ever said on it.
                        }
                    } catch (IOException e) {
                        // As good as its end.
                    }
                    Runtime.getRuntime().halt(1);
                },
                "parent watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }
}
