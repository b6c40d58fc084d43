package io.signalbox.controlplane.listener;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.ItemReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.entity.EntityType;
import io.signalbox.controlplane.gateway.EntityKind;
import io.signalbox.routing.ListenAddress;
import io.signalbox.routing.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses and ports that nodes bind: ports as text, in the order given. */
public record Listener(
        String name, String description, List<String> addresses, List<String> ports, Map<String, String> labels) {

    public static final EntityType<Listener> TYPE = new EntityType<>(EntityKind.LISTENER, Listener.class);

    /** Protects the nodes: each port is a socket. */
    private static final int MAX_PORTS = 10_000;

    private static final int MAX_ADDRESSES = 100;
    private static final Pattern FORM = Pattern.compile("\\d{1,5}(?:-\\d{1,5})?");
    private static final TextRule ADDRESS = TextRule.anything(1, 253);
    private static final List<String> WILDCARDS = List.of(ListenAddress.ANY_IPV4, ListenAddress.ANY);

    static Listener read(BodyReader body) {
        body.readOnly("id", "created_at", "updated_at");
        List<String> addresses = body.requiredList("addresses", 1, MAX_ADDRESSES, item -> item.text(ADDRESS));
        if (addresses.size() > 1
                && addresses.stream().map(ListenAddress::canonical).anyMatch(WILDCARDS::contains)) {
            body.refuse("addresses", "invalid", "0.0.0.0 and :: each stand for every address and must be alone");
        }
        return new Listener(
                body.requiredText("name", TextRule.NAME),
                body.text("description", TextRule.DESCRIPTION).orElse(""),
                addresses,
                ports(body),
                body.labels().orElse(Map.of()));
    }

    private static List<String> ports(BodyReader body) {
        List<PortRange> ranges = new ArrayList<>();
        List<String> ports = body.requiredList("ports", 1, MAX_PORTS, item -> port(item, ranges));
        long total = ranges.stream().mapToLong(PortRange::size).sum();
        if (total > MAX_PORTS) {
            body.refuse("ports", "invalid", "must not be more than " + MAX_PORTS + " ports in all, are " + total);
        }
        return ports;
    }

    private static Optional<String> port(ItemReader item, List<PortRange> earlier) {
        Optional<String> text = item.textOrInteger(1, 65_535);
        if (text.isEmpty()) {
            return text;
        }
        if (!FORM.matcher(text.get()).matches()) {
            item.refuse("matches_regex", "must be a port or a range such as 9092-9094");
            return Optional.empty();
        }
        try {
            PortRange range = PortRange.parse(text.get());
            if (earlier.stream().anyMatch(range::overlaps)) {
                item.refuse("invalid", "must not have a port that another entry has already");
            }
            earlier.add(range);
        } catch (IllegalArgumentException e) {
            item.refuse("invalid", String.valueOf(e.getMessage()));
        }
        return text;
    }
}
