package io.signalbox.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds, among the names that an {@code sni} policy accepts, those that a client may have meant. */
final class SimilarNames {

    /** More edits than this are no slip of the pen. */
    private static final int MAX_EDITS = 12;

    private static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparingInt(Candidate::edits).thenComparing(Candidate::name);

    private SimilarNames() {}

    record Candidate(String name, int edits) {}

    static List<Candidate> of(SniRouting policy, String wanted, int limit) {
        Target target = target(wanted);
        List<Candidate> best = new ArrayList<>();
        int bound = MAX_EDITS;
        for (VirtualClusterRef cluster : policy.byDnsLabel().values()) {
            String name = policy.hostAsIs(cluster, target);
            int edits = edits(wanted, name, bound);
            if (edits <= bound && policy.host(cluster, target).isPresent()) {
                best.add(new Candidate(name, edits));
                best.sort(BEST_FIRST);
                if (best.size() > limit) {
                    best.remove(limit);
                    bound = best.get(limit - 1).edits();
                }
            }
        }
        return best;
    }

    static List<String> best(List<Candidate> candidates, int limit) {
        return candidates.stream()
                .sorted(BEST_FIRST)
                .map(Candidate::name)
                .distinct()
                .limit(limit)
                .toList();
    }

    /** The broker that the name speaks of, as far as can be told: names of the same broker are the likely ones. */
    private static Target target(String wanted) {
        if (!wanted.startsWith("broker-")) {
            return Target.BOOTSTRAP;
        }
        int nodeId = 0;
        for (int i = "broker-".length(); i < wanted.length() && nodeId < 100_000_000; i++) {
            char c = wanted.charAt(i);
            if (c < '0' || c > '9') {
                break;
            }
            nodeId = nodeId * 10 + (c - '0');
        }
        return new Target.Broker(nodeId);
    }

    /** The Levenshtein distance, or any number above {@code bound} when it is more. */
    static int edits(String one, String other, int bound) {
        if (Math.abs(one.length() - other.length()) > bound) {
            return bound + 1;
        }
        int shorter = Math.min(one.length(), other.length());
        int start = 0;
        while (start < shorter && one.charAt(start) == other.charAt(start)) {
            start++;
        }
        int alikeAtTheEnd = 0;
        while (alikeAtTheEnd < shorter - start
                && one.charAt(one.length() - 1 - alikeAtTheEnd) == other.charAt(other.length() - 1 - alikeAtTheEnd)) {
            alikeAtTheEnd++;
        }
        // Names of one policy are alike at both ends: what is left in between is short.
        return between(
                one.substring(start, one.length() - alikeAtTheEnd),
                other.substring(start, other.length() - alikeAtTheEnd),
                bound);
    }

    /** Looks only near the diagonal. */
    private static int between(String one, String other, int bound) {
        int[] above = new int[other.length() + 1];
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int from = Math.max(1, i - bound);
            int to = Math.min(other.length(), i + bound);
            row[from - 1] = from == 1 ? i : bound + 1;
            int least = row[from - 1];
            for (int j = from; j <= to; j++) {
                int replaced = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                int inserted = row[j - 1] + 1;
                int deleted = j == i + bound ? bound + 1 : above[j] + 1;
                row[j] = Math.min(replaced, Math.min(inserted, deleted));
                least = Math.min(least, row[j]);
            }
            if (least > bound) {
                return bound + 1;
            }
            int[] swap = above;
            above = row;
            row = swap;
        }
        return above[other.length()];
    }
}
