package io.signalbox.dataplane;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.List;

/**
 * The process behind the node: memory, threads, collections, processor, descriptors, Netty's buffers, build. All of it is first
 * looked at when somebody asks, since a start is not to wait for it.
 */
final class ProcessMetrics implements AutoCloseable {

    private final MeterRegistry registry;
    private final String release;
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private boolean bound;

    ProcessMetrics(MeterRegistry registry, String release) {
        this.registry = registry;
        this.release = release;
    }

    synchronized void bind() {
        if (bound) {
            return;
        }
        bound = true;
        List.of(
                        new FileDescriptorMetrics(),
                        new ProcessorMetrics(),
                        new UptimeMetrics(),
                        new ClassLoaderMetrics(),
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        collections)
                .forEach(binder -> binder.bindTo(registry));
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider allocator) {
            new NettyAllocatorMetrics(allocator).bindTo(registry);
        }
        Gauge.builder("signalbox.build.info", () -> 1)
                .description("Always 1; its labels say what runs")
                .tag("version", release)
                .tag("java", Runtime.version().toString())
                .register(registry);
    }

    @Override
    public void close() {
        collections.close();
    }
}
