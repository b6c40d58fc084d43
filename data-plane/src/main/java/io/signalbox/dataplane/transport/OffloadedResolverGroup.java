package io.signalbox.dataplane.transport;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks names up with the JDK's resolver (hosts file, DNS, its cache), on threads of its own: Netty's default would
 * block the event loop. Addresses in numbers are answered at once.
 */
final class OffloadedResolverGroup extends AddressResolverGroup<InetSocketAddress> {

    private static final int THREADS = 4;
    private static final int MAX_WAITING = 1_000;
    private static final int IDLE_SECONDS = 30;

    private final ExecutorService lookups;

    OffloadedResolverGroup() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                new DefaultThreadFactory("name-lookup", true));
        pool.allowCoreThreadTimeOut(true);
        lookups = pool;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new NameResolver(executor).asAddressResolver();
    }

    @Override
    public void close() {
        super.close();
        lookups.shutdownNow();
    }

    private final class NameResolver extends InetNameResolver {

        NameResolver(EventExecutor executor) {
            super(executor);
        }

        @Override
        protected void doResolve(String name, Promise<InetAddress> promise) {
            Promise<List<InetAddress>> all = executor().newPromise();
            all.addListener(done -> {
                if (done.isSuccess()) {
                    promise.trySuccess(all.getNow().get(0));
                } else {
                    promise.tryFailure(done.cause());
                }
            });
            doResolveAll(name, all);
        }

        @Override
        protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
            InetAddress literal = NetUtil.createInetAddressFromIpAddressString(name);
            if (literal != null) {
                promise.setSuccess(List.of(literal));
                return;
            }
            try {
                lookups.execute(() -> lookUp(name, promise));
            } catch (RejectedExecutionException e) {
                promise.setFailure(new UnknownHostException(name + ": too many look-ups are waiting"));
            }
        }

        private void lookUp(String name, Promise<List<InetAddress>> promise) {
            try {
                promise.setSuccess(List.of(InetAddress.getAllByName(name)));
            } catch (UnknownHostException e) {
                promise.setFailure(e);
            }
        }
    }
}
