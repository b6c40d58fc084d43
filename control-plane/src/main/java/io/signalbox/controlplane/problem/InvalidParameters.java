package io.signalbox.controlplane.problem;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with a request, so that all of it is answered at once. */
public final class InvalidParameters {

    private static final int MAX_ITEMS = 1_000;

    private final Set<InvalidParameter> items;

    public InvalidParameters() {
        this(List.of());
    }

    private InvalidParameters(Collection<InvalidParameter> items) {
        this.items = new LinkedHashSet<>(items);
    }

    public void add(InvalidParameter item) {
        if (items.size() < MAX_ITEMS) {
            items.add(item);
        }
    }

    /** Adds what follows from how a property was read; not when it is known already to be wrong in some other way. */
    public void addUnlessNamed(InvalidParameter item) {
        if (items.stream().noneMatch(other -> other.field().equals(item.field()))) {
            add(item);
        }
    }

    public void addUnlessNamed(InvalidParameters others) {
        others.items.forEach(this::addUnlessNamed);
    }

    /** Adds what is wrong with a part of a document that stands there; some fields say so already. */
    public void addAll(InvalidParameters others, String path) {
        others.items.forEach(item -> add(item.field().startsWith(path) ? item : item.at(path + "." + item.field())));
    }

    public void addRequired(String field) {
        addUnlessNamed(InvalidParameter.required(field));
    }

    public boolean isEmpty() {
        return items.isEmpty();
    }

    public InvalidParameters copy() {
        return new InvalidParameters(items);
    }

    /**
     * To be called when everything has been looked at.
     *
     * @throws Problem.Invalid when anything is wrong
     */
    public void check() {
        if (!items.isEmpty()) {
            throw new Problem.Invalid(List.copyOf(items));
        }
    }
}
