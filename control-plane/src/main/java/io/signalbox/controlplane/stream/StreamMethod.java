package io.signalbox.controlplane.stream;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.signalbox.proto.config.v1.ConfigStreamGrpc;
import io.signalbox.proto.config.v1.NodeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The stream's method with answers as bytes: a snapshot is serialised once, and not once for each node. A message of a node
 * that cannot be read is an empty one, so that it is for us to answer; gRPC would write a stack trace.
 */
final class StreamMethod {

    static final MethodDescriptor<Optional<NodeMessage>, byte[]> CONNECT =
            ConfigStreamGrpc.getConnectMethod().toBuilder(new NodeMessages(), new Bytes())
                    .build();

    private StreamMethod() {}

    private static final class NodeMessages implements MethodDescriptor.Marshaller<Optional<NodeMessage>> {

        private final MethodDescriptor.Marshaller<NodeMessage> generated =
                ConfigStreamGrpc.getConnectMethod().getRequestMarshaller();

        @Override
        public InputStream stream(Optional<NodeMessage> value) {
            return generated.stream(value.orElseThrow());
        }

        @Override
        public Optional<NodeMessage> parse(InputStream stream) {
            try {
                return Optional.of(generated.parse(stream));
            } catch (StatusRuntimeException e) {
                return Optional.empty();
            }
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new SharedBytes(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try (stream) {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw Status.INTERNAL.withCause(new UncheckedIOException(e)).asRuntimeException();
            }
        }
    }

    private static final class SharedBytes extends ByteArrayInputStream implements KnownLength {
        SharedBytes(byte[] bytes) {
            super(bytes);
        }
    }
}
