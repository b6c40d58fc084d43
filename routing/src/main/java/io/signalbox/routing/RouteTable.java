package io.signalbox.routing;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides for a listener where a connection goes: its enabled forward policies are tried in chain order, and the first
 * that matches is used.
 */
public record RouteTable(AcceptedTransport accepts, List<ForwardPolicy> policies) {

    private static final Rejection PLAINTEXT_NOT_ALLOWED = new Rejection(Rejection.Reason.PLAINTEXT_NOT_ALLOWED);
    private static final Rejection TLS_NOT_SPOKEN = new Rejection(Rejection.Reason.TLS_ON_PLAINTEXT_LISTENER);

    public RouteTable {
        policies = List.copyOf(policies);
    }

    public Decision decide(Arrival arrival) {
        if (!accepts.takes(arrival)) {
            return arrival.tls() ? TLS_NOT_SPOKEN : PLAINTEXT_NOT_ALLOWED;
        }
        Rejection.Reason reason = Rejection.Reason.NO_MATCHING_POLICY;
        for (ForwardPolicy policy : policies) {
            Match match = policy.match(arrival);
            if (match instanceof Route route) {
                return route;
            }
            reason = moreTelling(reason, ((Mismatch) match).reason());
        }
        return new Rejection(reason);
    }

    /** Up to {@code limit} server names that are accepted and look most like this one, the best first. */
    public List<String> namesLike(String serverName, int limit) {
        List<SimilarNames.Candidate> best = new ArrayList<>();
        for (ForwardPolicy policy : policies) {
            if (policy instanceof SniRouting sni) {
                best.addAll(SimilarNames.of(sni, serverName, limit));
            }
        }
        return SimilarNames.best(best, limit);
    }

    private static Rejection.Reason moreTelling(Rejection.Reason one, Rejection.Reason other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
