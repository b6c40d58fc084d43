package io.signalbox.dataplane.listener;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.signalbox.dataplane.transport.Descriptors;
import io.signalbox.routing.Printable;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last handler of every listening socket: says why connections are not taken in, once in a while, however often and
 * on however many sockets that happens. Netty, in front of it, waits a second before it tries again.
 */
@Sharable
final class AcceptFailures extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final String AT_THE_LIMIT = "too many open files";

    private final LongSupplier clock;
    private final AtomicLong notBefore;
    private final AtomicLong skipped = new AtomicLong();

    AcceptFailures() {
        this(System::nanoTime);
    }

    AcceptFailures(LongSupplier clock) {
        this.clock = clock;
        this.notBefore = new AtomicLong(clock.getAsLong());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        long now = clock.getAsLong();
        long due = notBefore.get();
        if (now - due < 0 || !notBefore.compareAndSet(due, now + INTERVAL_NANOS)) {
            skipped.incrementAndGet();
            return;
        }
        long alike = skipped.getAndSet(0);
        String words = Printable.quoted(String.valueOf(cause.getMessage()));
        if (words.toLowerCase(Locale.ROOT).contains(AT_THE_LIMIT)) {
            Descriptors descriptors = Descriptors.now();
            LOG.error(
                    "no connection can be taken in, since every descriptor is in use: open={} allowed={}"
                            + " alike_since_last={}; each session needs two, and two to four more once long frames"
                            + " pass: raise the limit (ulimit -n, LimitNOFILE), or lower SIGNALBOX_MAX_CONNECTIONS",
                    descriptors.open(),
                    descriptors.allowed(),
                    alike);
        } else {
            LOG.error(
                    "no connection can be taken in: socket={} cause=\"{}\" alike_since_last={}",
                    ctx.channel().localAddress(),
                    words,
                    alike);
        }
    }
}
