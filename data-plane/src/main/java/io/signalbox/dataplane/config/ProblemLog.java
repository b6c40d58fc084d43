package io.signalbox.dataplane.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says of each problem once that it is there, and once that it is gone. */
final class ProblemLog {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemLog.class);

    private record About(String code, EntityRef entity) {}

    private ProblemLog() {}

    /** One source's problems, before and now. One that is in other words now is said in those, and is not gone. */
    static void changed(Collection<ConfigProblem> former, Collection<ConfigProblem> now) {
        Set<ConfigProblem> gone = new LinkedHashSet<>(former);
        gone.removeAll(now);
        Set<ConfigProblem> appeared = new LinkedHashSet<>(now);
        appeared.removeAll(former);
        List<About> reworded = new ArrayList<>();
        for (ConfigProblem problem : appeared) {
            appeared(problem);
            reworded.add(about(problem));
        }
        for (ConfigProblem problem : gone) {
            if (!reworded.remove(about(problem))) {
                LOG.info("problem gone: {}: {}", problem.code(), problem.message());
            }
        }
    }

    /** A warning, however severe: ERROR is for mistakes of the node itself. */
    private static void appeared(ConfigProblem problem) {
        LOG.warn("problem: {}: {}", problem.code(), problem.message());
    }

    private static About about(ConfigProblem problem) {
        return new About(problem.code(), problem.entity());
    }
}
