package io.signalbox.acl;

import io.signalbox.proto.config.v1.WireAdditionalNames;
import io.signalbox.proto.config.v1.WireNamespace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The part of a backend cluster that clients of a virtual cluster see, by a prefix of names: {@link #forward} and
 * {@link #back} are inverses, and a property test holds them together.
 *
 * @param topics backend topics that are seen besides, by their full names
 * @param warned those of them of which to warn when one with the prefix has the same name for clients
 * @param groups backend groups, likewise
 */
public record Namespace(Mode mode, String prefix, Additional topics, Additional warned, Additional groups) {

    /** What a longest legal name of a topic leaves for a name behind it. */
    public static final int MAX_PREFIX_LENGTH = 248;

    private static final String LEGAL_PREFIX = "[a-zA-Z0-9._-]+";

    /** No topic has this character in its name, so that no broker knows one by such a name. */
    private static final String NO_TOPIC = "/";

    /** Names of groups and transactions may hold any character; those that begin with this one are nobody's. */
    private static final String NOBODYS = "\0";

    /** The brokers' own. */
    private static final Set<String> INTERNAL_TOPICS =
            Set.of("__consumer_offsets", "__transaction_state", "__share_group_state");

    /** Whether clients see the prefix. */
    public enum Mode {
        HIDE_PREFIX,
        ENFORCE_PREFIX
    }

    /** What a name is the name of. */
    public enum Kind {
        TOPIC,
        GROUP,
        TRANSACTIONAL_ID
    }

    /** Names, each or by patterns; a pattern matches no internal topic. */
    public record Additional(Set<String> names, List<Glob> globs) {

        public static final Additional NONE = new Additional(Set.of(), List.of());

        public Additional {
            names = Set.copyOf(names);
            globs = List.copyOf(globs);
        }

        public boolean isEmpty() {
            return names.isEmpty() && globs.isEmpty();
        }

        private boolean contains(String name) {
            return names.contains(name) || (!isInternal(name) && globs.stream().anyMatch(glob -> glob.matches(name)));
        }
    }

    /**
     * Reads one as nodes are told of it.
     *
     * @throws IllegalArgumentException when nothing in the backend cluster can be under it
     */
    public static Namespace of(WireNamespace namespace) {
        List<WireAdditionalNames> topics = namespace.getAdditionalTopicsList();
        return new Namespace(
                switch (namespace.getMode()) {
                    case NAMESPACE_MODE_HIDE_PREFIX -> Mode.HIDE_PREFIX;
                    case NAMESPACE_MODE_ENFORCE_PREFIX -> Mode.ENFORCE_PREFIX;
                    case NAMESPACE_MODE_UNSPECIFIED, UNRECOGNIZED ->
                        throw new IllegalArgumentException("the mode of its namespace is not known to this release");
                },
                namespace.getPrefix(),
                additional(topics),
                additional(topics.stream()
                        .filter(WireAdditionalNames::getWarnsOfConflict)
                        .toList()),
                additional(namespace.getAdditionalGroupsList()));
    }

    private static Additional additional(List<WireAdditionalNames> names) {
        return new Additional(
                names.stream().flatMap(some -> some.getNamesList().stream()).collect(Collectors.toSet()),
                names.stream()
                        .map(WireAdditionalNames::getGlob)
                        .filter(glob -> !glob.isEmpty())
                        .map(Glob::parse)
                        .toList());
    }

    /** What may be meant by a client's name in the backend cluster; of two, the first that is there. */
    public List<String> meanings(Kind kind, String name) {
        if (refuses(kind, name)) {
            return List.of();
        }
        return kind == Kind.TOPIC && isAmbiguous(name) ? List.of(prefixed(name), name) : List.of(forward(kind, name));
    }

    /** Whether a topic is the brokers' own. */
    public static boolean isInternal(String topic) {
        return INTERNAL_TOPICS.contains(topic);
    }

    public Namespace {
        if (prefix.length() > MAX_PREFIX_LENGTH || !prefix.matches(LEGAL_PREFIX)) {
            throw new IllegalArgumentException(
                    "no topic can have a name with the prefix of its namespace: it must have only"
                            + " ASCII letters, digits and . _ -, and " + MAX_PREFIX_LENGTH + " characters at most");
        }
    }

    /** Whether a name is one that clients and brokers have in common, though it has not the prefix. */
    public boolean isAdditional(Kind kind, String name) {
        return !name.startsWith(prefix)
                && switch (kind) {
                    case TOPIC -> topics.contains(name);
                    case GROUP -> groups.contains(name);
                    case TRANSACTIONAL_ID -> false;
                };
    }

    /** Whether a topic may be meant by this name that has the prefix, or an additional one: the first has precedence. */
    public boolean isAmbiguous(String topic) {
        return mode == Mode.HIDE_PREFIX && isAdditional(Kind.TOPIC, topic);
    }

    /** Whether to warn when an additional topic cannot be seen for one with the prefix. */
    public boolean warnsOfConflict(String topic) {
        return warned.contains(topic);
    }

    public String prefixed(String name) {
        return prefix + name;
    }

    /** Whether a name of a client's stands for nothing in the backend cluster. */
    public boolean refuses(Kind kind, String name) {
        return !isAdditional(kind, name) && !isOwn(kind, mode == Mode.HIDE_PREFIX ? prefixed(name) : name);
    }

    /**
     * What the broker is asked for where a client says {@code name}; of an ambiguous topic, the additional one. In the place
     * of a refused name stands one that the broker knows nothing by.
     */
    public String forward(Kind kind, String name) {
        if (refuses(kind, name)) {
            return nothing(kind, name);
        }
        return mode == Mode.ENFORCE_PREFIX || isAdditional(kind, name) ? name : prefixed(name);
    }

    /** A name that nothing has in the backend cluster, and that nothing is given. */
    public String nothing(Kind kind, String name) {
        return kind == Kind.TOPIC ? NO_TOPIC + name : prefix + NOBODYS + name;
    }

    /** What clients call {@code name}; empty for what they do not see. */
    public Optional<String> back(Kind kind, String name) {
        if (isAdditional(kind, name)) {
            return Optional.of(name);
        }
        if (!isOwn(kind, name)) {
            return Optional.empty();
        }
        if (mode == Mode.ENFORCE_PREFIX) {
            return Optional.of(name);
        }
        String bare = name.substring(prefix.length());
        // A group of that name is the additional one, which clients would be led to.
        return kind == Kind.GROUP && isAdditional(kind, bare) ? Optional.empty() : Optional.of(bare);
    }

    public boolean sees(Kind kind, String name) {
        return back(kind, name).isPresent();
    }

    private boolean isOwn(Kind kind, String name) {
        if (!name.startsWith(prefix)) {
            return false;
        }
        return kind == Kind.TOPIC
                ? !isInternal(name) && (mode == Mode.ENFORCE_PREFIX || name.length() > prefix.length())
                : !name.startsWith(NOBODYS, prefix.length())
                        && (mode == Mode.ENFORCE_PREFIX || name.length() > prefix.length());
    }
}
