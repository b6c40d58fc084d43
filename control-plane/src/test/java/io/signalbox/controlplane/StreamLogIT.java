package io.signalbox.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.proto.config.v1.ConfigStreamGrpc;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What the config stream leaves in the log, with every level as low as a user can set it. */
@Isolated("its log has what everybody writes")
class StreamLogIT {

    private static final String SECRET = "s3cret-of-the-frames";

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();
    private final Recorder recorder = new Recorder();
    private final Map<Logger, Level> before = new HashMap<>();

    @BeforeEach
    void record() {
        for (String name : List.of(org.slf4j.Logger.ROOT_LOGGER_NAME, "io.grpc", "io.grpc.netty", "io.netty")) {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            before.put(logger, logger.getLevel());
            logger.setLevel(name.startsWith("io") ? Level.TRACE : Level.INFO);
        }
        recorder.start();
        root().addAppender(recorder);
    }

    @AfterEach
    void stop() {
        root().detachAppender(recorder);
        before.forEach(Logger::setLevel);
    }

    @Test
    void noFrameIsLogged() throws Exception {
        X509Bundle identity = TestNode.newIdentity();
        TestNode.register(api, gateway, identity);
        api.post(
                gateway + "/backend-clusters",
                Api.json(
                        "{'name': 'kafka', 'bootstrap_servers': ['kafka:9092'], 'tls': {'enabled': false},"
                                + " 'authentication': {'type': 'sasl_plain', 'username': 'u', 'password': '%s'}}",
                        SECRET));

        try (TestNode node = new TestNode(controlPlane, identity)) {
            node.hello(gateway);
            TestNode.Received received = node.next();
            node.applied(received);

            assertThat(received.resources().toString()).contains(SECRET);
        }

        assertThat(recorder.events)
                .map(ILoggingEvent::getFormattedMessage)
                .noneMatch(text -> text.contains("OUTBOUND") || text.contains("INBOUND"))
                .noneMatch(text -> text.contains(SECRET) || text.contains(hex(SECRET)));
    }

    /** The large one is more than the server takes: a few times is often enough, since each is two megabytes over TLS. */
    @ParameterizedTest
    @CsvSource({"3, 100", "2000000, 12"})
    void garbageIsRefusedAndHardlyLogged(int bytes, int times) throws Exception {
        byte[] garbage = new byte[bytes];
        Arrays.fill(garbage, (byte) 0xff);
        X509Bundle identity = TestNode.newIdentity();
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", controlPlane.grpcPort())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(controlPlane.state().resolve("ca.crt").toFile())
                        .keyManager(identity.getKeyPair().getPrivate(), identity.getCertificate())
                        .build())
                .build();
        try {
            for (int i = 0; i < times; i++) {
                assertThat(refusal(channel, garbage).getCode())
                        .isIn(Status.Code.INVALID_ARGUMENT, Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED);
            }
        } finally {
            channel.shutdownNow();
        }

        assertThat(recorder.events)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull())
                .hasSizeLessThan(10);
    }

    private static Status refusal(ManagedChannel channel, byte[] message) throws Exception {
        CompletableFuture<Status> ended = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call = channel.newCall(
                ConfigStreamGrpc.getConnectMethod().toBuilder(new Raw(), new Raw())
                        .build(),
                CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                new Metadata());
        call.request(1);
        call.sendMessage(message);
        return ended.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }

    private static final class Recorder extends AppenderBase<ILoggingEvent> {
        private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    }
}
