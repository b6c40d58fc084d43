package io.signalbox.dataplane.layer.aliases;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What sessions of a virtual cluster have learned of its aliases: their topic ids, and by which names members of groups
 * know their topics. An alias has an id of its own, which every node comes to: clients know topics by their ids, and take
 * no two names with one. For any thread.
 */
public final class AliasTopics {

    private static final int MAX_REMEMBERED = 100_000;

    /** As in random ids, none of which is one that Kafka reserves. */
    private static final long VERSION_MASK = 0xf000L;

    private static final long RANDOM_VERSION = 0x4000L;

    private final UUID virtualCluster;
    private final Consumer<String> onConflict;
    private final ConcurrentMap<Meaning, Uuid> ids = new ConcurrentHashMap<>();
    private final ConcurrentMap<Uuid, Meaning> meanings = new ConcurrentHashMap<>();
    private final ConcurrentMap<Member, Map<String, String>> members = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Boolean> conflicts = new ConcurrentHashMap<>();

    /** What the id of an alias stands for: a topic by its own id. */
    record Meaning(String alias, Uuid topic) {}

    private record Member(String group, String id) {}

    /** Tells {@code onConflict} once of each alias whose name a topic has, too. */
    public AliasTopics(UUID virtualCluster, Consumer<String> onConflict) {
        this.virtualCluster = virtualCluster;
        this.onConflict = onConflict;
    }

    /** The id of an alias for as long as it stands for this topic; none for a topic that has none. */
    Uuid id(String alias, Uuid topic) {
        if (Uuid.ZERO_UUID.equals(topic)) {
            return topic;
        }
        if (ids.size() >= MAX_REMEMBERED) {
            ids.clear();
            meanings.clear();
        }
        Meaning meaning = new Meaning(alias, topic);
        Uuid id = ids.computeIfAbsent(meaning, this::digest);
        meanings.putIfAbsent(id, meaning);
        return id;
    }

    /** Null for what is no alias' id that has been given. */
    @Nullable Meaning find(Uuid id) {
        return meanings.get(id);
    }

    private Uuid digest(Meaning meaning) {
        byte[] name = meaning.alias().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(4 * Long.BYTES + name.length)
                .putLong(virtualCluster.getMostSignificantBits())
                .putLong(virtualCluster.getLeastSignificantBits())
                .putLong(meaning.topic().getMostSignificantBits())
                .putLong(meaning.topic().getLeastSignificantBits())
                .put(name);
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
            // Kafka spells no random id with a sign in front, so that command lines can have it.
            long most = hash.getLong() & Long.MAX_VALUE;
            return new Uuid((most & ~VERSION_MASK) | RANDOM_VERSION, hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Remembers what a member of a group calls the topics that it knows by aliases; by the names that they have without. */
    void join(String group, String member, Map<String, String> asked) {
        if (members.size() >= MAX_REMEMBERED) {
            members.clear();
        }
        members.put(new Member(group, member), Map.copyOf(asked));
    }

    void leave(String group, String member) {
        members.remove(new Member(group, member));
    }

    /** Empty for a member that has not been seen. */
    Optional<Map<String, String>> member(String group, String member) {
        return Optional.ofNullable(members.get(new Member(group, member)));
    }

    boolean isConflict(String alias) {
        return conflicts.containsKey(alias);
    }

    void conflict(String alias) {
        if (conflicts.size() < MAX_REMEMBERED && conflicts.putIfAbsent(alias, true) == null) {
            onConflict.accept(alias);
        }
    }
}
