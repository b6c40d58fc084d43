package io.signalbox.dataplane.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.signalbox.dataplane.kafka.CheckMark;
import io.signalbox.dataplane.kafka.RequestHeader;
import io.signalbox.dataplane.login.LoginRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests that came in and were not yet passed on, from a request's first byte on. For one event loop. */
final class HeldRequests {

    private static final int LEAST_COPY_BYTES = 1_024;

    private final ByteBufAllocator allocator;
    private final RequestHeader header;
    private @Nullable ByteBuf held;
    private boolean copied; // into a buffer that is ours, and can grow

    HeldRequests(ByteBufAllocator allocator, int maxRequestBytes) {
        this.allocator = allocator;
        this.header = new RequestHeader(maxRequestBytes);
    }

    /** Takes the bytes over. */
    void add(ByteBuf bytes) {
        if (held == null) {
            held = bytes;
            copied = false;
            return;
        }
        if (!copied) {
            ByteBuf copy =
                    allocator.buffer(Math.max(LEAST_COPY_BYTES, 2 * (held.readableBytes() + bytes.readableBytes())));
            held = replace(held, copy);
            copied = true;
        }
        held.writeBytes(bytes);
        bytes.release();
    }

    /**
     * Reads the header of the first request, to which {@link #isLogin} and what follows it then refer; false when more
     * bytes are needed.
     */
    boolean readHeader() {
        return held != null && header.read(held, held.readerIndex(), held.writerIndex()) == 0;
    }

    boolean isLogin() {
        return header.isLogin();
    }

    boolean isApiVersions() {
        return header.isApiVersions();
    }

    /** The mark of the first request, if it is a node's check of an address. */
    Optional<String> mark() {
        return isApiVersions() && held != null ? CheckMark.read(held, held.readerIndex()) : Optional.empty();
    }

    /** Bytes of the first request, its size included. */
    int bytes() {
        return header.frameBytes();
    }

    boolean isWhole() {
        return held != null && held.readableBytes() >= header.frameBytes();
    }

    /** The first request, decoded, and still held. */
    LoginRequest login() {
        ByteBuf bytes = nonNull();
        return LoginRequest.read(
                bytes.slice(bytes.readerIndex(), header.frameBytes()), header.apiKey(), header.version());
    }

    /** Gives the first request away. */
    ByteBuf take() {
        ByteBuf bytes = nonNull();
        ByteBuf taken = bytes.readRetainedSlice(header.frameBytes());
        if (!bytes.isReadable()) {
            release();
        }
        return taken;
    }

    void drop() {
        take().release();
    }

    /** Gives everything away; null for nothing. */
    @Nullable ByteBuf takeAll() {
        ByteBuf all = held;
        held = null;
        return all;
    }

    void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    private ByteBuf nonNull() {
        if (held == null) {
            throw new IllegalStateException("no request is held");
        }
        return held;
    }

    private static ByteBuf replace(ByteBuf former, ByteBuf copy) {
        copy.writeBytes(former);
        former.release();
        return copy;
    }
}
