package io.signalbox.proto;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Slf4JLoggerFactory;
import java.lang.reflect.Proxy;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Keeps the config stream out of the log, whatever levels are set there. At DEBUG gRPC's transport writes each frame
 * with what is in it, and in the frames of this stream are private keys and passwords; at WARNING it writes a stack trace
 * for each message that cannot be read, and anybody can send those.
 */
public final class GrpcLogs {

    private static final String GRPC = "io.grpc";

    /** Held here: the JDK forgets a logger without a reference. */
    private static final Logger OWN = Logger.getLogger(GRPC);

    private static final InternalLogger SILENT = (InternalLogger) Proxy.newProxyInstance(
            InternalLogger.class.getClassLoader(),
            new Class<?>[] {InternalLogger.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "name", "toString" -> GRPC;
                case "hashCode" -> GRPC.hashCode();
                case "equals" -> proxy == arguments[0];
                default -> method.getReturnType() == boolean.class ? false : null;
            });

    private GrpcLogs() {}

    /** For the whole process; to be called before the first connection, and after the logging is set up. */
    public static synchronized void keepQuiet() {
        OWN.setUseParentHandlers(false); // a level would be changed again by a user's
        if (OWN.getHandlers().length == 0) {
            OWN.addHandler(new SevereAlone());
        }
        if (!(InternalLoggerFactory.getDefaultFactory() instanceof AllButFrames)) {
            InternalLoggerFactory.setDefaultFactory(new AllButFrames());
        }
    }

    /** What is a mistake, and not just a peer's, is still for the log. */
    private static final class SevereAlone extends Handler {

        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
                for (Handler handler : Logger.getLogger("").getHandlers()) {
                    handler.publish(entry);
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** The transport's frames go through Netty's loggers, under names of gRPC's. */
    private static final class AllButFrames extends Slf4JLoggerFactory {

        @Override
        public InternalLogger newInstance(String name) {
            return name.startsWith(GRPC) ? SILENT : super.newInstance(name);
        }
    }
}
