package io.signalbox.dataplane.config;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a person must mend on this node, now: each source replaces its own problems. For any thread. */
public final class ProblemBoard {

    private final Map<String, List<ConfigProblem>> bySource = new ConcurrentHashMap<>();
    private volatile Runnable onChange = () -> {};

    /** Replaces the one listener, which is told after each change. */
    public void onChange(Runnable listener) {
        onChange = listener;
    }

    public void replace(String source, List<ConfigProblem> problems) {
        List<ConfigProblem> former = problems.isEmpty() ? bySource.remove(source) : bySource.put(source, problems);
        List<ConfigProblem> known = former == null ? List.of() : former;
        if (!problems.equals(known)) {
            ProblemLog.changed(known, problems);
            onChange.run();
        }
    }

    /** All of them, in a stable order. */
    public List<ConfigProblem> problems() {
        return bySource.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(ConfigProblem::code)
                        .thenComparing(problem -> problem.entity().id())
                        .thenComparing(ConfigProblem::message))
                .toList();
    }
}
