package io.signalbox.dataplane.layer.aliases;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.schema.GatheredRename;
import io.signalbox.dataplane.kafka.schema.Mark;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.Rename;
import io.signalbox.dataplane.layer.MembershipNames;
import io.signalbox.dataplane.layer.Programs;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * What one request calls topics, by what the broker is asked for in its place: its response gets those names. No two names
 * of one topic are in it.
 */
final class Names implements Rename {

    /** Nobody has to release what it gives. */
    private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

    /** What could be the name of a topic. */
    private static final Pattern WORD = Pattern.compile("[a-zA-Z0-9._-]+");

    private final ApiKeys api;
    private final Map<String, String> asked = new HashMap<>();
    private final Map<Uuid, Uuid> askedIds = new HashMap<>();

    Names(ApiKeys api) {
        this.api = api;
    }

    Names(ApiKeys api, Map<String, String> asked) {
        this.api = api;
        this.asked.putAll(asked);
    }

    /** Notes what a topic is called; false when it already has another name here. */
    boolean add(String brokers, String clients) {
        return clients.equals(asked.getOrDefault(brokers, clients)) && note(asked, brokers, clients);
    }

    /** As {@link #add}, of ids. */
    boolean add(Uuid brokers, Uuid clients) {
        return clients.equals(askedIds.getOrDefault(brokers, clients)) && note(askedIds, brokers, clients);
    }

    private static <T> boolean note(Map<T, T> all, T brokers, T clients) {
        all.put(brokers, clients);
        return true;
    }

    /** Whether a response can have other names than the broker's. */
    boolean changesAnything() {
        return changes(asked) || changes(askedIds);
    }

    private static <T> boolean changes(Map<T, T> all) {
        return all.entrySet().stream().anyMatch(name -> !name.getKey().equals(name.getValue()));
    }

    String clients(String brokers) {
        return asked.getOrDefault(brokers, brokers);
    }

    @Override
    public boolean write(Mark mark, ByteBuf in, int index, int length, ByteBuf out) {
        return switch (mark) {
            case TOPIC -> write(clients(text(in, index, length)), out);
            case ERROR_TEXT -> write(words(text(in, index, length)), out);
            case TOPIC_ID -> id(new Uuid(in.getLong(index), in.getLong(index + Long.BYTES)), out);
            case MEMBERSHIP -> membership(in, index, length, out);
            default -> false;
        };
    }

    private boolean membership(ByteBuf in, int index, int length, ByteBuf out) {
        MembershipNames.Renamed renamed = name -> Optional.of(clients(name));
        return api == ApiKeys.JOIN_GROUP
                ? MembershipNames.subscription(in, index, length, renamed, out)
                : MembershipNames.assignment(in, index, length, renamed, out);
    }

    private boolean id(Uuid id, ByteBuf out) {
        Uuid clients = askedIds.getOrDefault(id, id);
        out.writeLong(clients.getMostSignificantBits()).writeLong(clients.getLeastSignificantBits());
        return true;
    }

    private String words(String text) {
        return WORD.matcher(text).replaceAll(word -> Matcher.quoteReplacement(clients(word.group())));
    }

    private static boolean write(String name, ByteBuf out) {
        out.writeCharSequence(name, StandardCharsets.UTF_8);
        return true;
    }

    private static String text(ByteBuf in, int index, int length) {
        return in.toString(index, length, StandardCharsets.UTF_8);
    }

    /** The response with these names: the frame that stands at {@code index} and is {@code bytes} long. */
    ByteBuf rename(short version, ByteBuf in, int index, int bytes, ByteBufAllocator allocator) {
        return new GatheredRename()
                .rename(Programs.of(MessageKind.response(api, version)), in, index, bytes, this, allocator);
    }

    /** The same of a decoded one. */
    ApiMessage rename(short version, ApiMessage answer) {
        ByteBuf frame = new Answer(api, version, new ResponseHeaderData(), answer).encode(HEAP);
        ByteBuf renamed = rename(version, frame, frame.readerIndex(), frame.readableBytes(), HEAP);
        try {
            return Answer.read(renamed, renamed.readerIndex(), renamed.readableBytes(), api, version)
                    .body();
        } finally {
            frame.release();
            renamed.release();
        }
    }
}
