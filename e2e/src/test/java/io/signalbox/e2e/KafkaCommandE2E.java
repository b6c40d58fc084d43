package io.signalbox.e2e;

import static io.signalbox.e2e.Patience.LIMIT;
import static io.signalbox.e2e.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.demo.KafkaCommand;
import io.signalbox.testbed.FreePorts;
import io.signalbox.testbed.JavaCommand;
import io.signalbox.testbed.ManagedProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code signalbox kafka}, whose brokers die and are started again while it goes on: three, which all run when a test begins. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaCommandE2E {

    /** On a busy machine it may take longer than an order waits. */
    private static final String[] STARTED = {"is started", "takes no clients yet"};

    private static final int BROKERS = 3;

    @TempDir
    private static Path folder;

    private final int port = FreePorts.anyConsecutive(BROKERS);
    private ManagedProcess kafka;

    @BeforeAll
    void start() {
        kafka = launch(BROKERS, port);
        awaitReady(kafka);
    }

    @AfterAll
    void end() {
        kafka.close();
    }

    @BeforeEach
    void allRun() {
        String status = order("status");
        for (int id = 0; id < BROKERS; id++) {
            if (status.contains("broker " + id + " on 127.0.0.1:" + (port + id) + " does not run")) {
                assertThat(order("start", String.valueOf(id))).containsAnyOf(STARTED);
            }
        }
    }

    @Test
    void aBrokerThatDiesLeavesTheOthersAndCanBeStartedAgain() throws Exception {
        brokerProcess(1).destroyForcibly();

        await().until(() -> kafka.lastLines()
                .contains("the others go on; to start it again: signalbox kafka start 1 --port " + port));
        assertThat(kafka.isAlive()).isTrue();
        assertThat(order("status")).contains("broker 0", "broker 1 on 127.0.0.1:" + (port + 1) + " does not run");

        assertThat(order("start", "1")).containsAnyOf(STARTED);
        assertThat(order("status")).doesNotContain("does not run");
        produce();
    }

    @Test
    void ordersFromAnotherTerminalKillStopAndStartBrokers() {
        assertThat(order("kill", "0")).contains("broker 0 is killed");
        assertThat(order("kill", "0")).contains("broker 0 is not running");
        assertThat(order("kill", "7")).contains("there is no broker 7");
        assertThat(order("start", "0")).containsAnyOf(STARTED);
        assertThat(order("start", "0")).contains("broker 0 is running");
        assertThat(order("stop", "2")).contains("broker 2 has ended");
        assertThat(order("status")).contains("broker 0 on 127.0.0.1:" + port + " runs", "does not run");
        assertThat(kafka.isAlive()).isTrue();
    }

    @Test
    void allOfThemMayDieAndComeBackOneByOne() throws Exception {
        for (String id : new String[] {"0", "1", "2"}) {
            assertThat(order("kill", id)).contains("is killed");
        }
        for (String id : new String[] {"2", "1", "0"}) {
            assertThat(order("start", id)).containsAnyOf(STARTED);
        }

        produce();
    }

    @Test
    void anOrderForBrokersThatAreNotThereSaysSo() {
        ManagedProcess order = ManagedProcess.start(
                "order", command("status", "--port", "1"), folder.resolve("none.log"), Duration.ZERO);

        assertThat(order.awaitExit(LIMIT)).hasValue(1);
        assertThat(order.lastLines()).contains("no brokers of yours", "port 1");
    }

    @Test
    void nothingIsLeftBehind() {
        int first = FreePorts.any();
        try (ManagedProcess one = launch(1, first)) {
            awaitReady(one);
            Path orders = Path.of(
                    System.getProperty("java.io.tmpdir"),
                    "signalbox-kafka-" + System.getProperty("user.name") + "-" + first);
            assertThat(orders).isDirectory();

            one.stop();

            assertThat(orders).doesNotExist();
        }
    }

    private static ManagedProcess launch(int number, int first) {
        return ManagedProcess.start(
                "kafka",
                command("--port", String.valueOf(first), "--brokers", String.valueOf(number)),
                folder.resolve("kafka-" + first + ".log"),
                LIMIT);
    }

    private static void awaitReady(ManagedProcess started) {
        started.awaitReady(() -> started.lastLines().contains("kafka is ready"), LIMIT);
    }

    private void produce() throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:" + port);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("words", "one")).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private String order(String... words) {
        String[] arguments = new String[words.length + 2];
        System.arraycopy(words, 0, arguments, 0, words.length);
        arguments[words.length] = "--port";
        arguments[words.length + 1] = String.valueOf(port);
        Path log = folder.resolve("order-" + System.nanoTime() + ".log");
        ManagedProcess order = ManagedProcess.start("order", command(arguments), log, Duration.ZERO);
        assertThat(order.awaitExit(LIMIT)).isPresent();
        return order.lastLines();
    }

    private static JavaCommand command(String... arguments) {
        return JavaCommand.mainClass(KafkaCommand.class, arguments).withEnvironment(Map.of());
    }

    private ProcessHandle brokerProcess(int id) {
        return ProcessHandle.of(kafka.pid())
                .orElseThrow()
                .children()
                .filter(process -> process.info().commandLine().orElse("").contains("broker-" + id + ".properties"))
                .findFirst()
                .orElseThrow();
    }
}
