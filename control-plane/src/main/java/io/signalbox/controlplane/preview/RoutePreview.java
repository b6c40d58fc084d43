package io.signalbox.controlplane.preview;

import io.signalbox.controlplane.entity.Reference;
import io.signalbox.routing.Arrival;
import io.signalbox.routing.Decision;
import io.signalbox.routing.Mismatch;
import io.signalbox.routing.Rejection;
import io.signalbox.routing.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What would become of a connection, and why. */
record RoutePreview(
        String decision,
        Optional<Policy> policy,
        Optional<Reference.Target> virtualCluster,
        Optional<Target> target,
        Optional<String> reason,
        Optional<List<String>> nearestNames,
        List<Tried> policies) {

    private static final int MAX_NAMES = 5;

    /** A forward policy; its type is that of its config, since all of them forward. */
    record Policy(UUID id, Optional<String> name, String type) {}

    record Target(String type, Optional<Integer> brokerId) {}

    /** What became of one policy of the chain. */
    record Tried(UUID id, Optional<String> name, boolean matched, Optional<String> whyNot) {}

    static RoutePreview of(ListenerRoutes routes, Arrival arrival) {
        Decision decision = routes.table().decide(arrival);
        List<Tried> tried = tried(routes, arrival, decision);
        return decision.match(
                route -> routed(routes, route, tried),
                rejection -> new RoutePreview(
                        "rejected",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(rejection.reason().code()),
                        Optional.of(arrival.serverName()
                                .map(name -> routes.table().namesLike(name, MAX_NAMES))
                                .orElse(List.of())),
                        tried));
    }

    private static RoutePreview routed(ListenerRoutes routes, Route route, List<Tried> tried) {
        Optional<Policy> policy = routes.steps().stream()
                .filter(step -> step.forward().id().equals(route.policy().id()))
                .map(ListenerRoutes.Step::shown)
                .findFirst();
        Target target = route.target()
                .match(
                        bootstrap -> new Target("bootstrap", Optional.empty()),
                        nodeId -> new Target("broker", Optional.of(nodeId)));
        return new RoutePreview(
                "routed",
                policy,
                Optional.of(Reference.Target.to(
                        route.virtualCluster().id(), route.virtualCluster().name())),
                Optional.of(target),
                Optional.empty(),
                Optional.empty(),
                tried);
    }

    private static List<Tried> tried(ListenerRoutes routes, Arrival arrival, Decision decision) {
        Optional<String> beforeAny = decision.match(route -> Optional.empty(), RoutePreview::beforeAnyPolicy);
        List<Tried> tried = new ArrayList<>();
        boolean matched = false;
        for (ListenerRoutes.Step step : routes.steps()) {
            Optional<String> whyNot = Optional.empty();
            if (!step.policy().spec().enabled()) {
                whyNot = Optional.of("The policy is disabled.");
            } else if (beforeAny.isPresent()) {
                whyNot = beforeAny;
            } else if (matched) {
                whyNot = Optional.of("It is not tried, because a policy before it matches.");
            } else if (step.forward().match(arrival) instanceof Mismatch mismatch) {
                whyNot = Optional.of(sentence(mismatch.sentence()));
            }
            matched |= whyNot.isEmpty();
            tried.add(new Tried(step.policy().id(), step.policy().name(), whyNot.isEmpty(), whyNot));
        }
        return tried;
    }

    /** A listener that does not speak what the client speaks tries no policy. */
    private static Optional<String> beforeAnyPolicy(Rejection rejection) {
        if (rejection.reason() == Rejection.Reason.PLAINTEXT_NOT_ALLOWED) {
            return Optional.of("No policy is tried, because the listener takes TLS only.");
        }
        return rejection.reason() == Rejection.Reason.TLS_ON_PLAINTEXT_LISTENER
                ? Optional.of("No policy is tried, because the listener has no enabled tls_server policy.")
                : Optional.empty();
    }

    static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }
}
