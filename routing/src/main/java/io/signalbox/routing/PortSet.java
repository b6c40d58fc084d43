package io.signalbox.routing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.IntStream;

/** The ports of a listener: the entries in the order in which they were written, and O(1) membership. */
public final class PortSet {

    private final List<PortRange> ranges;
    private final BitSet ports = new BitSet();

    /**
     * Takes at least one range.
     *
     * @throws IllegalArgumentException when there is none
     */
    public PortSet(List<PortRange> ranges) {
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("a listener needs at least one port");
        }
        this.ranges = List.copyOf(ranges);
        ranges.forEach(range -> ports.set(range.first(), range.last() + 1));
    }

    /** Reads the entries of a listener's {@code ports}; {@link PortRange#parse} says what is refused. */
    public static PortSet parse(List<String> entries) {
        return new PortSet(entries.stream().map(PortRange::parse).toList());
    }

    /** These ports, ascending, with neighbours joined to ranges. */
    public static PortSet of(SortedSet<Integer> ports) {
        List<PortRange> ranges = new ArrayList<>();
        for (int port : ports) {
            int last = ranges.size() - 1;
            if (last >= 0 && ranges.get(last).last() == port - 1) {
                ranges.set(last, new PortRange(ranges.get(last).first(), port));
            } else {
                ranges.add(new PortRange(port, port));
            }
        }
        return new PortSet(ranges);
    }

    /** The first port of the first entry, as written: not the smallest (contract section 3.3). */
    public int first() {
        return ranges.get(0).first();
    }

    public boolean contains(int port) {
        return port >= 0 && ports.get(port);
    }

    public List<PortRange> ranges() {
        return ranges;
    }

    /** Every port, ascending. */
    public IntStream stream() {
        return ports.stream();
    }

    public int size() {
        return ports.cardinality();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortSet that && ranges.equals(that.ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    @Override
    public String toString() {
        return String.join(
                ",",
                ranges.stream()
                        .map(range -> range.size() == 1 ? "" + range.first() : range.first() + "-" + range.last())
                        .toList());
    }
}
