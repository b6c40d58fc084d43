package io.signalbox.dataplane.kafka;

import io.netty.buffer.ByteBuf;
import io.signalbox.dataplane.kafka.exchange.ApiPlan;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.schema.FrameSink;
import io.signalbox.dataplane.kafka.schema.Window;
import java.nio.ByteBuffer;

/**
 * What layers say of a request by its bytes, before anybody decodes it: that they need nothing of it, or that it goes on in
 * other bytes. One object serves all requests of a connection.
 */
final class RequestLook {

    private final Exchanges exchanges;
    private final RequestHeader header;
    private final FrameSink replacement;
    private Window window = Window.ofThread();
    private int passed; // so many layers need nothing of the request at hand
    private Exchanges.Handling handling; // whose layers these are
    private boolean sawWhole; // they have seen all of it that there is

    /** Of requests whose {@code header} has been read. */
    RequestLook(Exchanges exchanges, RequestHeader header, FrameSink replacement) {
        this.exchanges = exchanges;
        this.header = header;
        this.replacement = replacement;
        this.handling = exchanges.handling();
    }

    /** The connection has its event loop. */
    void start() {
        window = Window.ofThread();
    }

    /**
     * The window of the event loop, open on a buffer: to be called anew when anything else was run, which may have looked at
     * others.
     */
    @SuppressWarnings("ReferenceEquality") // one view belongs to one buffer
    Window on(ByteBuffer view) {
        if (window.view() != view) {
            window.open(view);
        }
        return window;
    }

    /** The same, as it was opened last. */
    Window window() {
        return window;
    }

    /** How many of the layers that see requests need nothing of the latest. */
    int passed() {
        return passed;
    }

    /** Whether the layers that want to see a request need nothing of it, as far as it has come in; never of a stranger's. */
    boolean letsAnew(boolean stranger, ByteBuf in, int index) {
        passed = 0;
        if (!isHandledAsNext()) {
            handling = exchanges.handling(); // a reference stored for each request would cost a memory fence
        }
        sawWhole = false;
        return !stranger && lets(header.plan(), in, index);
    }

    /** The same once it has been gathered, of those layers that have not seen all of it. */
    boolean letsWhole(boolean stranger, ApiPlan plan, ByteBuf frame) {
        if (!isHandledAsNext()) {
            return letsAnew(stranger, frame, frame.readerIndex()); // other rules have come while it came in
        }
        return !stranger && !sawWhole && lets(plan, frame, frame.readerIndex());
    }

    private boolean lets(ApiPlan plan, ByteBuf in, int index) {
        RequestBytes request = bytes(plan, in, index);
        passed = plan.letsPass(passed, handling.sessions(), request);
        sawWhole = request.isWhole();
        return plan.isAll(passed);
    }

    /** Whether the request has been written in other bytes; not one that has to be decoded, or of which not enough is here. */
    boolean rewrites(ApiPlan plan, ByteBuf in, int index) {
        return plan.rewrite(passed, handling.sessions(), bytes(plan, in, index), replacement);
    }

    /** Whether the request, which came with one that was rewritten, has been written in the same way; {@link #rewrites} tells of others. */
    boolean rewritesAlike(ByteBuf in, int index) {
        ApiPlan plan = header.plan();
        return plan.rewriteAlike(handling.sessions(), bytes(plan, in, index), replacement);
    }

    private RequestBytes bytes(ApiPlan plan, ByteBuf in, int index) {
        return new RequestBytes(plan.api(), header.version(), in, window, index, header.frameBytes());
    }

    @SuppressWarnings("ReferenceEquality") // what is done is the very same, mostly
    private boolean isHandledAsNext() {
        return handling == exchanges.handling();
    }
}
