package io.signalbox.dataplane.connection;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.signalbox.acl.ResourceType;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How often access control allowed and denied, by what it was about: a meter for each from the first decision on. */
final class AclCounts {

    private final Tags tags;
    private final MeterRegistry registry;
    private final Map<ResourceType, Attempts> allowed = attempts(true);
    private final Map<ResourceType, Attempts> denied = attempts(false);

    AclCounts(Tags tags, MeterRegistry registry) {
        this.tags = tags;
        this.registry = registry;
    }

    /** Something was to be done to so many resources. */
    void add(ResourceType type, boolean isAllowed, int times) {
        Objects.requireNonNull((isAllowed ? allowed : denied).get(type)).add(times);
    }

    void remove() {
        Stream.of(allowed, denied)
                .flatMap(attempts -> attempts.values().stream())
                .map(Attempts::meter)
                .flatMap(Optional::stream)
                .forEach(registry::remove);
    }

    private Map<ResourceType, Attempts> attempts(boolean isAllowed) {
        Map<ResourceType, Attempts> attempts = new EnumMap<>(ResourceType.class);
        for (ResourceType type : ResourceType.values()) {
            attempts.put(type, new Attempts(type, isAllowed));
        }
        return attempts;
    }

    private final class Attempts {
        private final LongAdder count = new LongAdder();
        private final ResourceType type;
        private final boolean isAllowed;
        private volatile @Nullable Meter meter;

        Attempts(ResourceType type, boolean isAllowed) {
            this.type = type;
            this.isAllowed = isAllowed;
        }

        void add(int times) {
            count.add(times);
            if (meter == null) {
                register();
            }
        }

        private synchronized void register() {
            if (meter == null) {
                meter = FunctionCounter.builder("kong.keg.kafka.acl.attempts", count, LongAdder::doubleValue)
                        .description("Decisions of access control, by what they were about")
                        .tags(tags.and(
                                "kong.keg.acl.resource_type",
                                type.name().toLowerCase(Locale.ROOT),
                                "kong.keg.result",
                                isAllowed ? "allowed" : "denied"))
                        .register(registry);
            }
        }

        Optional<Meter> meter() {
            return Optional.ofNullable(meter);
        }
    }
}
