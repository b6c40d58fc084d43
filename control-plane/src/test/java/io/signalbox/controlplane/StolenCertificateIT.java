package io.signalbox.controlplane;

import static io.signalbox.controlplane.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.netty.pkitesting.X509Bundle;
import io.signalbox.controlplane.node.NodeService;
import io.signalbox.proto.config.v1.ConfigStreamGrpc;
import io.signalbox.proto.config.v1.WireBackendBrokers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody reaches on the control plane who has the certificate and the key of a node: its own gateway's stream. */
class StolenCertificateIT {

    private final TestControlPlane controlPlane = TestControlPlane.shared();
    private final Api api = controlPlane.api();
    private final String gateway = api.newGateway();
    private final String other = api.newGateway();
    private final X509Bundle stolen = identity();

    private static X509Bundle identity() {
        try {
            return TestNode.newIdentity();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void register() {
        assertThat(TestNode.register(api, gateway, stolen).status()).isEqualTo(201);
    }

    @Test
    void thereIsOneCall() {
        assertThat(ConfigStreamGrpc.getServiceDescriptor().getMethods())
                .extracting(MethodDescriptor::getBareMethodName)
                .containsExactly("Connect");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                "grpc.health.v1.Health/Check",
                "grpc.channelz.v1.Channelz/GetServers",
                "signalbox.config.v1.ConfigStream/Anything"
            })
    void noOtherCallIsAnswered(String method) throws Exception {
        try (TestNode node = new TestNode(controlPlane, stolen)) {
            StatusRuntimeException refused = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> ClientCalls.blockingUnaryCall(
                            node.channel(), bytes(method), CallOptions.DEFAULT, new byte[0]));

            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        }
    }

    @Test
    void anotherGatewayIsNotOpened() throws Exception {
        try (TestNode node = new TestNode(controlPlane, stolen)) {
            node.hello(other);

            assertThat(node.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
        assertThat(api.get(other).body().get("nodes_total").intValue()).isZero();
    }

    @Test
    void nothingIsTakenBeforeItIsSaidWhoseNodeItIs() throws Exception {
        try (TestNode node = new TestNode(controlPlane, stolen)) {
            node.applied(1, "said by nobody");

            assertThat(node.status().isOk()).isFalse();
        }
        assertThat(api.get(gateway + "/nodes").body().toString()).doesNotContain("said by nobody");
    }

    @Test
    void whatItReportsOfAnotherGatewaysEntitiesIsNotSaidThere() throws Exception {
        UUID backend = UUID.fromString(api.newBackendCluster(other, "kafka"));
        NodeService nodes = controlPlane.part(NodeService.class);
        try (TestNode node = new TestNode(controlPlane, stolen)) {
            node.hello(gateway);
            node.applied(node.next().version(), "a lie");
            node.health(WireBackendBrokers.newBuilder()
                    .setBackendClusterId(backend.toString())
                    .addNodeIds(666)
                    .build());
            await().until(() -> nodes.brokersOf(id(gateway), backend).isPresent());

            assertThat(nodes.brokersOf(id(other), backend)).isEmpty();
            assertThat(api.get(other + "/nodes").body().at("/data")).isEmpty();
        }
    }

    @Test
    void theApiDoesNotKnowIt() {
        Api withCertificateAsToken = api.withToken(
                stolen.getCertificatePEM().replaceAll("-----.*-----|\\s", "").substring(0, 200));

        assertThat(withCertificateAsToken.get(gateway).status()).isEqualTo(401);
    }

    private static UUID id(String gateway) {
        return UUID.fromString(gateway.substring(gateway.lastIndexOf('/') + 1));
    }

    private static MethodDescriptor<byte[], byte[]> bytes(String method) {
        MethodDescriptor.Marshaller<byte[]> asTheyAre = new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(byte[] value) {
                return new ByteArrayInputStream(value);
            }

            @Override
            public byte[] parse(InputStream stream) {
                try {
                    return stream.readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        return MethodDescriptor.<byte[], byte[]>newBuilder(asTheyAre, asTheyAre)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .build();
    }
}
