package io.signalbox.acl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The patterns of many rules, found by a name without going through all of them: texts by hash, and what begins like a name
 * by hash for each length that there is. Only what has a wildcard elsewhere is tried one by one.
 */
final class Names {

    static final Names NONE = new Names(List.of());

    private final List<Glob> all = new ArrayList<>();
    private final Map<String, AclRule> texts = new HashMap<>();
    private final Map<String, AclRule> beginnings = new HashMap<>();
    private final List<Pattern> patterns = new ArrayList<>();
    private final int[] lengths; // of beginnings, ascending

    private record Pattern(Glob glob, AclRule rule) {}

    /** Of those of these rules. */
    Names(List<AclRule> rules) {
        rules.forEach(rule -> rule.names().forEach(glob -> add(glob, rule)));
        lengths = new TreeSet<>(beginnings.keySet().stream().map(String::length).toList())
                .stream().mapToInt(Integer::intValue).toArray();
    }

    private void add(Glob glob, AclRule rule) {
        all.add(glob);
        Optional<String> beginning = glob.beginning();
        if (glob.isLiteral()) {
            texts.putIfAbsent(glob.literal(), rule);
        } else if (beginning.isPresent()) {
            beginnings.putIfAbsent(beginning.get(), rule);
        } else {
            patterns.add(new Pattern(glob, rule));
        }
    }

    /** The rule that has a pattern which matches; null if there is none. */
    @Nullable AclRule find(String name) {
        AclRule found = texts.get(name);
        for (int i = 0; found == null && i < lengths.length && lengths[i] <= name.length(); i++) {
            found = beginnings.get(name.substring(0, lengths[i]));
        }
        for (int i = 0; found == null && i < patterns.size(); i++) {
            found = patterns.get(i).glob().matches(name) ? patterns.get(i).rule() : null;
        }
        return found;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean matchesAll() {
        return all.stream().anyMatch(Glob::matchesAll);
    }

    /** Whether one of these is not certainly covered by the others. */
    boolean reachBeyond(Names others) {
        return all.stream().anyMatch(one -> others.all.stream().noneMatch(other -> other.covers(one)));
    }
}
