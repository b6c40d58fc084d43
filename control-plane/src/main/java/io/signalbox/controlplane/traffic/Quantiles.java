package io.signalbox.controlplane.traffic;

import java.util.List;
import java.util.OptionalDouble;

/** How long most answers took, by how many took no longer than each bound. */
final class Quantiles {

    private Quantiles() {}

    /**
     * The time within which this share of the answers came, in the bounds' unit: between two bounds, as if they were spread
     * evenly; beyond the last one, that. Empty when there was none.
     *
     * @param within by bound, and at last those beyond
     */
    static OptionalDouble of(double share, float[] within, List<Double> bounds) {
        double all = 0;
        for (float count : within) {
            all += count;
        }
        if (all <= 0 || bounds.isEmpty()) {
            return OptionalDouble.empty();
        }
        double wanted = all * share;
        double lower = 0;
        for (int bound = 0; bound < Math.min(within.length, bounds.size()); bound++) {
            double upper = bounds.get(bound);
            if (within[bound] > 0 && wanted <= within[bound]) {
                return OptionalDouble.of(lower + (upper - lower) * wanted / within[bound]);
            }
            wanted -= within[bound];
            lower = upper;
        }
        return OptionalDouble.of(lower);
    }
}
