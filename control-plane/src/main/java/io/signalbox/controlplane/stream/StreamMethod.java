package io.signalbox.controlplane.stream;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.signalbox.proto.config.v1.ConfigStreamGrpc;
import io.signalbox.proto.config.v1.NodeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The stream's method with answers as bytes: a snapshot is serialised once, and not once for each node. */
final class StreamMethod {

    static final MethodDescriptor<NodeMessage, byte[]> CONNECT = ConfigStreamGrpc.getConnectMethod().toBuilder(
                    ConfigStreamGrpc.getConnectMethod().getRequestMarshaller(), new Bytes())
            .build();

    private StreamMethod() {}

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
