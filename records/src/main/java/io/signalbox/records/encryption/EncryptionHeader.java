package io.signalbox.records.encryption;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a record is encrypted, and how its keys are found: the value of the header {@code kong/enc}. It begins as that of
 * the original does: two bytes of parts, then each key's id behind its length in two bytes. What follows is ours.
 *
 * @param entries in the order in which they were added, at most 128
 */
public record EncryptionHeader(List<Entry> entries) {

    /** The header's key. */
    public static final String NAME = "kong/enc";

    /** No header has more keys than a policy can have fields. */
    static final int MAX_ENTRIES = 128;

    static final int SALT_BYTES = 32;

    /** A length that no key's id has, so that where the ids end can be told. */
    private static final short END_OF_IDS = (short) 0xFFFF;

    private static final short PRODUCT = 0x5342; // SB
    /** With keys of the gateway alone. */
    private static final byte VERSION = 1;

    /** Data keys that are wrapped by others stand in it too. */
    private static final byte VERSION_WITH_DATA_KEYS = 2;

    /** Longer than what any key of KMS wraps a data key in. */
    private static final int MAX_WRAPPED_BYTES = 6_144;

    private static final int MAX_ID_BYTES = 2_048;
    private static final ByteBuffer NO_DATA_KEY = ByteBuffer.allocate(0);

    public EncryptionHeader {
        entries = List.copyOf(entries);
    }

    /**
     * A key that was used.
     *
     * @param keyId such as {@code static://} and an id, or an ARN
     * @param salt of which, with the named key or the data key, the key of the batch is derived
     * @param wrapped the data key, which only the named key unwraps; empty where the named key is used itself
     */
    public record Entry(Part part, String keyId, ByteBuffer salt, Optional<ByteBuffer> wrapped) {}

    /**
     * Reads the header of a record.
     *
     * @throws EncryptionException when it is not one of ours, or is not well formed
     */
    public static EncryptionHeader read(ByteBuffer header) throws EncryptionException {
        ByteBuffer in = header.slice();
        try {
            in.getShort(); // the parts, which stand with the entries too
            List<String> ids = new ArrayList<>();
            int length = in.getShort();
            while (length != END_OF_IDS) {
                if (length <= 0 || length > MAX_ID_BYTES || ids.size() == MAX_ENTRIES) {
                    throw new EncryptionException("its header is not well formed");
                }
                byte[] id = new byte[length];
                in.get(id);
                ids.add(new String(id, StandardCharsets.UTF_8));
                if (!in.hasRemaining()) {
                    throw new EncryptionException("it was encrypted by another product, which says nowhere how");
                }
                length = in.getShort();
            }
            short product = in.getShort();
            byte version = in.get();
            if (product != PRODUCT || (version != VERSION && version != VERSION_WITH_DATA_KEYS)) {
                throw new EncryptionException("it was encrypted by another product or a later version");
            }
            return new EncryptionHeader(entries(in, ids, version == VERSION_WITH_DATA_KEYS));
        } catch (BufferUnderflowException e) {
            throw new EncryptionException("its header is cut off");
        }
    }

    private static List<Entry> entries(ByteBuffer in, List<String> ids, boolean withDataKeys)
            throws EncryptionException {
        int count = in.get();
        if (count < 0) {
            throw new EncryptionException("its header has more keys than are read");
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Part part = Part.of(in.get());
            int id = in.get();
            if (id < 0 || id >= ids.size()) {
                throw new EncryptionException("its header refers to a key that it does not name");
            }
            byte[] salt = new byte[SALT_BYTES];
            in.get(salt);
            entries.add(
                    new Entry(part, ids.get(id), ByteBuffer.wrap(salt), withDataKeys ? wrapped(in) : Optional.empty()));
        }
        if (in.hasRemaining()) {
            throw new EncryptionException("its header is longer than it says");
        }
        return entries;
    }

    private static Optional<ByteBuffer> wrapped(ByteBuffer in) throws EncryptionException {
        int length = in.getShort();
        if (length < 0 || length > MAX_WRAPPED_BYTES) {
            throw new EncryptionException("its header has a data key that is longer than any");
        }
        byte[] key = new byte[length];
        in.get(key);
        return length == 0 ? Optional.empty() : Optional.of(ByteBuffer.wrap(key));
    }

    /** The value of a record's header. */
    public ByteBuffer encode() {
        List<String> ids = new ArrayList<>(entries.size());
        int parts = 0;
        int bytes = 4 * Short.BYTES; // parts, end of the ids, product, version and number of keys
        boolean withDataKeys = false;
        for (Entry entry : entries) {
            parts |= entry.part().bit();
            bytes += 2 + SALT_BYTES;
            withDataKeys |= entry.wrapped().isPresent();
            if (!ids.contains(entry.keyId())) {
                ids.add(entry.keyId());
            }
        }
        List<byte[]> idBytes = new ArrayList<>(ids.size());
        for (String id : ids) {
            byte[] text = id.getBytes(StandardCharsets.UTF_8);
            idBytes.add(text);
            bytes += Short.BYTES + text.length;
        }
        if (withDataKeys) {
            for (Entry entry : entries) {
                bytes += Short.BYTES + entry.wrapped().orElse(NO_DATA_KEY).remaining();
            }
        }
        ByteBuffer out = ByteBuffer.allocate(bytes).putShort((short) parts);
        for (byte[] id : idBytes) {
            out.putShort((short) id.length).put(id);
        }
        out.putShort(END_OF_IDS)
                .putShort(PRODUCT)
                .put(withDataKeys ? VERSION_WITH_DATA_KEYS : VERSION)
                .put((byte) entries.size());
        for (Entry entry : entries) {
            out.put((byte) entry.part().bit())
                    .put((byte) ids.indexOf(entry.keyId()))
                    .put(entry.salt().duplicate());
            if (withDataKeys) {
                ByteBuffer wrapped = entry.wrapped().orElse(NO_DATA_KEY);
                out.putShort((short) wrapped.remaining()).put(wrapped.duplicate());
            }
        }
        return out.flip();
    }

    /** How a key or value was encrypted; empty if it was not. */
    public Optional<Entry> of(Part part) {
        for (Entry entry : entries) {
            if (entry.part() == part) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** All keys of a part, in their order. */
    public List<Entry> all(Part part) {
        return entries.stream().filter(entry -> entry.part() == part).toList();
    }

    /** Where a key stands among those of its part; -1 if it does not. */
    public int of(Part part, Entry entry) {
        return all(part).indexOf(entry);
    }

    /** The same with another key. */
    public EncryptionHeader with(Entry entry) {
        List<Entry> all = new ArrayList<>(entries);
        all.add(entry);
        return new EncryptionHeader(all);
    }

    /** The same, a part of which is not encrypted any more. */
    public EncryptionHeader without(Part part) {
        return new EncryptionHeader(
                entries.stream().filter(entry -> entry.part() != part).toList());
    }
}
