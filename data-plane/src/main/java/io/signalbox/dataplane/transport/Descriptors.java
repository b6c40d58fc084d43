package io.signalbox.dataplane.transport;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many files and sockets this process has open, and may have; -1 where the platform does not say.
 *
 * @param allowed {@code ulimit -n}
 */
public record Descriptors(long open, long allowed) {

    /** As it is now. */
    public static Descriptors now() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? new Descriptors(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount())
                : new Descriptors(-1, -1);
    }
}
