package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import java.util.Optional;

/** What is noted of a connection's requests as they go on: which answers are due, and what its client says it is. */
final class RequestNotes {

    private static final int VERSION_OFFSET = 6;

    private final Exchanges exchanges;
    private final RequestHeader header;
    private long requests;
    private boolean unanswered;
    private Optional<ClientSoftware> software = Optional.empty();
    private Optional<String> mark = Optional.empty();

    /** Of requests whose {@code header} has been read. */
    RequestNotes(Exchanges exchanges, RequestHeader header) {
        this.exchanges = exchanges;
        this.header = header;
    }

    /** See {@link RequestHandler#software}. */
    Optional<ClientSoftware> software() {
        return software;
    }

    /** See {@link RequestHandler#mark}. */
    Optional<String> mark() {
        return mark;
    }

    /** So many have gone on. */
    long requests() {
        return requests;
    }

    /** Whether there were some that no answer confirms. */
    boolean hadUnanswered() {
        return unanswered;
    }

    /** The request at hand, which begins at {@code index}, goes on, and no layer wants to know of it when it is answered. */
    void plain(ByteBuf in, int index) {
        short version = begin(in, index);
        if (header.answered()) {
            exchanges.forwarded(header.apiKey(), version, header.correlationId());
        }
    }

    /** The same, and layers do. */
    void remembered(ByteBuf in, int index, Exchanges.Handling handledBy, Object[] memories) {
        short version = begin(in, index);
        if (header.answered()) {
            exchanges.remembered(header.apiKey(), version, header.correlationId(), handledBy, memories);
        }
    }

    /** It goes on as a layer has written it. */
    void rewritten() {
        requests++;
        if (header.answered()) {
            exchanges.rewritten(header.apiKey(), header.version(), header.correlationId());
        } else {
            unanswered = true;
        }
    }

    /** The version in which it is answered. */
    private short begin(ByteBuf in, int index) {
        if (header.isApiVersions()) {
            readMark(in, index);
            software = ClientSoftware.read(in, index, header.frameBytes(), header.version());
        }
        requests++;
        if (!header.answered()) {
            unanswered = true;
        }
        if (header.asksForUnknownApiVersions()) {
            // The broker may know this version, we do not. Asked for one that nobody knows, it answers in version 0
            // and names the versions that it has (KIP-511); the client then asks for one of those.
            in.setShort(index + VERSION_OFFSET, Short.MAX_VALUE);
            return 0;
        }
        return header.version();
    }

    /** It may be a node's check of an address, if it is the first. */
    void readMark(ByteBuf in, int index) {
        if (requests == 0 && mark.isEmpty() && header.isApiVersions()) {
            mark = CheckMark.read(in, index);
        }
    }
}
