package io.signalbox.controlplane.traffic;

import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.problem.Ids;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which time is asked for, in which steps, and of what the curves are to be.
 *
 * @param part empty: of the whole gateway
 * @param clusters whether each virtual cluster and backend cluster is to be answered, too: there may be thousands
 */
record TrafficQuery(Duration window, Duration step, Optional<Part> part, boolean clusters) {

    private static final Duration DEFAULT_WINDOW = Duration.ofMinutes(5);
    private static final Pattern TIME = Pattern.compile("(\\d{1,5})(s|m)");

    /** What curves can be of. */
    enum Kind {
        LISTENER,
        VIRTUAL_CLUSTER,
        NODE;

        String parameter() {
            return name().toLowerCase(Locale.ROOT) + "_id";
        }
    }

    record Part(Kind kind, UUID id) {}

    static TrafficQuery read(ListQuery query) {
        InvalidParameters invalid = new InvalidParameters();
        Duration window = time(query, "window", DEFAULT_WINDOW, invalid);
        Duration step = time(query, "step", Timeline.SLOT, invalid);
        if (window.compareTo(step) < 0 || window.compareTo(Timeline.KEPT) > 0) {
            invalid.add(InvalidParameter.query("window", "invalid", "must be from one step to 15m"));
        }
        if (step.toSeconds() % Timeline.SLOT.toSeconds() != 0 || step.isZero()) {
            invalid.add(InvalidParameter.query("step", "invalid", "must be a multiple of 5s"));
        }
        Optional<Part> part = Optional.empty();
        for (Kind kind : Kind.values()) {
            Optional<String> text = query.value(kind.parameter());
            Optional<UUID> id = text.flatMap(Ids::parse);
            if (text.isPresent() && id.isEmpty()) {
                invalid.add(InvalidParameter.query(kind.parameter(), "is_uuid", "must be a UUID"));
            } else if (id.isPresent() && part.isPresent()) {
                invalid.add(InvalidParameter.query(kind.parameter(), "invalid", "must not be given beside another"));
            } else if (id.isPresent()) {
                part = Optional.of(new Part(kind, id.get()));
            }
        }
        String clusters = query.value("clusters").orElse("true");
        if (!clusters.equals("true") && !clusters.equals("false")) {
            invalid.add(InvalidParameter.query("clusters", "invalid", "must be true or false"));
        }
        invalid.check();
        return new TrafficQuery(window, step, part, clusters.equals("true"));
    }

    /** How many slots a step has. */
    int slotsOfStep() {
        return (int) (step.toSeconds() / Timeline.SLOT.toSeconds());
    }

    /** How many steps there are. */
    long steps() {
        return window.toSeconds() / step.toSeconds();
    }

    private static Duration time(ListQuery query, String name, Duration otherwise, InvalidParameters invalid) {
        Optional<String> text = query.value(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = TIME.matcher(text.get());
        if (!matcher.matches()) {
            invalid.add(InvalidParameter.query(name, "invalid", "must be a time such as 30s or 15m"));
            return otherwise;
        }
        long number = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("m") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
    }
}
