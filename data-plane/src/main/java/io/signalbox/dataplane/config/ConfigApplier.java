package io.signalbox.dataplane.config;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies one set of resources after the other: builds the image, publishes it, posts what went wrong. For one thread. */
public final class ConfigApplier {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigApplier.class);
    private static final String IMAGE = "image";
    private static final String SOCKETS = "sockets";

    private final ImagePublisher publisher;
    private final ProblemBoard problems;
    private final NodeEnvironment node;
    private final LongAdder errors = new LongAdder();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Resources applied = Resources.NONE;
    private ImageBuilder.Built last = ImageBuilder.Built.NONE;

    public ConfigApplier(ImagePublisher publisher, ProblemBoard problems, NodeEnvironment node) {
        this.publisher = publisher;
        this.problems = problems;
        this.node = node;
    }

    /** What this node runs, as far as it could be applied. For any thread. */
    public Resources applied() {
        return applied;
    }

    /** How many errors there were in what was applied until now. For any thread. */
    public long errors() {
        return errors.sum();
    }

    /** Is told of each that is applied from now on. */
    public void onApplied(Listener listener) {
        listeners.add(listener);
    }

    /** Is told when a version was applied, as far as that went. */
    @FunctionalInterface
    public interface Listener {
        void applied(long version, long beganNanos, int problems);
    }

    /** Never throws for a bad entity: that one becomes a problem. */
    public void apply(Resources next) {
        long began = System.nanoTime();
        ImageBuilder.Built built = ImageBuilder.build(next, last, node);
        last = built;
        List<ConfigProblem> unmet = publisher.publish(built.image());
        applied = next;
        problems.replace(IMAGE, built.problems());
        postSocketProblems(unmet);
        errors.add(Stream.concat(built.problems().stream(), unmet.stream())
                .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
                .count());
        LOG.info(
                "configuration applied: version={} sockets={} virtual_clusters={} problems={}",
                next.version(),
                built.image().sockets().size(),
                built.image().virtualClusters().size(),
                built.problems().size() + unmet.size());
        listeners.forEach(listener ->
                listener.applied(next.version(), began, built.problems().size() + unmet.size()));
    }

    /** Posts what another try to open sockets left undone. */
    public void postSocketProblems(List<ConfigProblem> unmet) {
        problems.replace(SOCKETS, unmet);
    }
}
