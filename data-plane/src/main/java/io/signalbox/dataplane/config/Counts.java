package io.signalbox.dataplane.config;

import io.signalbox.routing.SharedMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How many have a thing in use, for whoever has to know whether any has. Immutable. */
record Counts<T>(SharedMap<T, Integer> byThing) {

    static <T> Counts<T> none() {
        return new Counts<>(SharedMap.empty());
    }

    boolean has(T thing) {
        return byThing.containsKey(thing);
    }

    Set<T> things() {
        return byThing.keySet();
    }

    /** The next: each time that a thing is named is one use of it, ended or begun. */
    @SuppressWarnings("ReferenceEquality") // what was not changed is the same object
    Counts<T> with(Collection<T> ended, Collection<T> begun) {
        Map<T, Integer> more = new HashMap<>();
        begun.forEach(thing -> more.merge(thing, 1, Integer::sum));
        ended.forEach(thing -> more.merge(thing, -1, Integer::sum));
        SharedMap.Edit<T, Integer> edit = byThing.edit();
        more.forEach((thing, change) -> add(edit, thing, change));
        SharedMap<T, Integer> next = edit.done();
        return next == byThing ? this : new Counts<>(next);
    }

    private static <T> void add(SharedMap.Edit<T, Integer> edit, T thing, int change) {
        Integer known = edit.get(thing);
        int count = (known == null ? 0 : known) + change;
        if (count == 0) {
            edit.remove(thing);
        } else if (change != 0) {
            edit.put(thing, count);
        }
    }
}
