package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/** What a client says it is, in its ApiVersions request (KIP-511). Fit for logs. */
public record ClientSoftware(String name, String version) {

    private static final int FIRST_VERSION = 3;
    private static final int SIZE_BYTES = 4;
    private static final int MAX_FRAME_BYTES = 1_000;
    private static final Pattern FORM =
            Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]{0,62}[a-zA-Z0-9])?"); // KIP-511's

    /** Nothing when the frame is not whole, or says nothing that fits a log. */
    static Optional<ClientSoftware> read(ByteBuf in, int index, int frameBytes, short version) {
        boolean readable = version >= FIRST_VERSION
                && version <= ApiKeys.API_VERSIONS.latestVersion()
                && frameBytes <= Math.min(in.writerIndex() - index, MAX_FRAME_BYTES);
        if (!readable) {
            return Optional.empty();
        }
        ByteBufferAccessor frame = new ByteBufferAccessor(in.nioBuffer(index + SIZE_BYTES, frameBytes - SIZE_BYTES));
        ApiVersionsRequestData body = new ApiVersionsRequestData();
        try {
            new RequestHeaderData(frame, ApiKeys.API_VERSIONS.requestHeaderVersion(version));
            body.read(frame, version);
        } catch (RuntimeException e) {
            return Optional.empty(); // Kafka's generated readers throw anything; it is for the broker to refuse it
        }
        boolean fits = FORM.matcher(body.clientSoftwareName()).matches()
                && FORM.matcher(body.clientSoftwareVersion()).matches();
        return fits
                ? Optional.of(new ClientSoftware(body.clientSoftwareName(), body.clientSoftwareVersion()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return name + "/" + version;
    }
}
