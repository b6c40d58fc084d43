package io.signalbox.records.encryption;

import io.signalbox.records.batch.LargeBatchException;
import io.signalbox.records.encryption.EncryptionHeader.Entry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one batch: each is new where something is encrypted, and derived once where something is decrypted. Not for several
 * threads.
 */
public final class BatchKeys {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** To make one takes longer than to compress a record; threads that work on records are few, and live long. */
    private static final ThreadLocal<Deflater> DEFLATERS =
            ThreadLocal.withInitial(() -> new Deflater(Deflater.BEST_SPEED, true));

    private static final ThreadLocal<Inflater> INFLATERS = ThreadLocal.withInitial(() -> new Inflater(true));

    private static final byte VERSION = 1;
    private static final byte PLAIN = 0;
    private static final byte DEFLATED = 1;

    /** Version, and whether it was compressed. */
    private static final int PREFIX_BYTES = 2;

    /** What is shorter does not become shorter. */
    private static final int WORTH_COMPRESSING = 64;

    private static final int MOST_DECRYPTED = 64; // keys of one batch: clients could make each record name another

    private final RecordKeys keys;
    private long room; // for what is still decompressed
    private final boolean compresses;
    private @Nullable EncryptionHeader encodedHeader; // latest
    private ByteBuffer encoded = ByteBuffer.allocate(0);
    private final Map<String, Used> encrypting = new HashMap<>();
    private final Map<Named, DataKey> decrypting = new HashMap<>();

    private record Used(ByteBuffer salt, Optional<ByteBuffer> wrapped, DataKey key) {}

    private record Named(String keyId, ByteBuffer salt, Optional<ByteBuffer> wrapped) {}

    /**
     * @param limit the bytes that may come of what is decrypted when it is decompressed, of all records together
     * @param compresses what is encrypted, since the batch is to be compressed: what is encrypted does not become shorter
     */
    public BatchKeys(RecordKeys keys, int limit, boolean compresses) {
        this.keys = keys;
        this.room = limit;
        this.compresses = compresses;
    }

    /** A header's value; those of a batch are mostly the same. */
    public ByteBuffer encoded(EncryptionHeader header) {
        if (!header.equals(encodedHeader)) {
            encodedHeader = header;
            encoded = header.encode();
        }
        return encoded.duplicate();
    }

    /**
     * How the header names what {@link #encrypt} uses for a key.
     *
     * @throws EncryptionException when the key is not there
     */
    public Entry entry(Part part, String key) throws EncryptionException {
        Used used = used(key);
        return new Entry(part, key, used.salt(), used.wrapped());
    }

    private Used used(String key) throws EncryptionException {
        Used known = encrypting.get(key);
        if (known != null) {
            return known;
        }
        byte[] salt = new byte[EncryptionHeader.SALT_BYTES];
        RANDOM.nextBytes(salt);
        RecordKeys.Root root = keys.toEncrypt(key, salt);
        Used used = new Used(ByteBuffer.wrap(salt), root.wrapped(), new DataKey(root.key()));
        encrypting.put(key, used);
        return used;
    }

    /**
     * A key or value, compressed where that is to be and makes it shorter, and encrypted.
     *
     * @throws EncryptionException when the key is not there
     */
    public ByteBuffer encrypt(Part part, String key, ByteBuffer bytes) throws EncryptionException {
        byte[] plain = array(bytes);
        byte[] deflated = compresses && plain.length >= WORTH_COMPRESSING ? deflate(plain) : plain;
        boolean shorter = deflated.length < plain.length;
        byte[] content = shorter ? deflated : plain;
        byte[] prefix = {VERSION, shorter ? DEFLATED : PLAIN};
        ByteBuffer out = ByteBuffer.allocate(PREFIX_BYTES + DataKey.NONCE_BYTES + content.length + DataKey.TAG_BYTES);
        out.put(prefix);
        used(key).key().encrypt(content, authenticated(part, prefix), out);
        return out.flip();
    }

    /**
     * Reads what {@link #encrypt} wrote.
     *
     * @throws EncryptionException when it is anything else, or its key is not there
     */
    public ByteBuffer decrypt(Entry entry, ByteBuffer bytes) throws EncryptionException {
        ByteBuffer in = bytes.duplicate();
        if (in.remaining() < PREFIX_BYTES) {
            throw new EncryptionException("it is too short for something encrypted");
        }
        byte[] prefix = {in.get(), in.get()};
        if (prefix[0] != VERSION || (prefix[1] != PLAIN && prefix[1] != DEFLATED)) {
            throw new EncryptionException("it was encrypted by another product or a later version");
        }
        byte[] content = key(entry).decrypt(in, authenticated(entry.part(), prefix));
        return ByteBuffer.wrap(prefix[1] == DEFLATED ? inflate(content) : content);
    }

    /**
     * A field's text, encrypted: what {@code prefix} holds is in front of it, and authenticated.
     *
     * @throws EncryptionException when the key is not there
     */
    public ByteBuffer encryptField(String key, byte prefix, byte[] text) throws EncryptionException {
        ByteBuffer out = ByteBuffer.allocate(1 + DataKey.NONCE_BYTES + text.length + DataKey.TAG_BYTES);
        out.put(prefix);
        used(key).key().encrypt(text, authenticated(Part.FIELDS, prefix), out);
        return out.flip();
    }

    /**
     * Reads what {@link #encryptField} wrote, from behind its prefix on.
     *
     * @throws EncryptionException as {@link #decrypt}
     */
    public byte[] decryptField(Entry entry, byte prefix, ByteBuffer in) throws EncryptionException {
        return key(entry).decrypt(in, authenticated(Part.FIELDS, prefix));
    }

    /** A value cannot be taken for a key, nor for something of another form. */
    private static byte[] authenticated(Part part, byte... prefix) {
        return ByteBuffer.allocate(1 + prefix.length)
                .put((byte) part.bit())
                .put(prefix)
                .array();
    }

    private DataKey key(Entry entry) throws EncryptionException {
        Named named = new Named(entry.keyId(), entry.salt(), entry.wrapped());
        DataKey known = decrypting.get(named);
        if (known != null) {
            return known;
        }
        RecordKeys.Root root = keys.toDecrypt(entry, array(entry.salt()));
        if (decrypting.size() >= MOST_DECRYPTED) {
            decrypting.clear();
        }
        DataKey key = new DataKey(root.key());
        decrypting.put(named, key);
        return key;
    }

    private static byte[] array(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        return array;
    }

    private static byte[] deflate(byte[] plain) {
        Deflater deflater = DEFLATERS.get();
        deflater.reset();
        deflater.setInput(plain);
        deflater.finish();
        byte[] out = new byte[plain.length]; // what does not fit is not shorter
        int length = deflater.deflate(out);
        return deflater.finished() ? java.util.Arrays.copyOf(out, length) : plain;
    }

    private byte[] inflate(byte[] content) throws EncryptionException {
        Inflater inflater = INFLATERS.get();
        inflater.reset();
        try {
            inflater.setInput(content);
            ByteArrayOutputStream out = new ByteArrayOutputStream(content.length * 2);
            byte[] chunk = new byte[8 * 1024];
            while (!inflater.finished()) {
                int length = inflater.inflate(chunk);
                if (length == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new EncryptionException("it cannot be decompressed");
                }
                room -= length;
                if (room < 0) {
                    throw new LargeBatchException();
                }
                out.write(chunk, 0, length);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new EncryptionException("it cannot be decompressed");
        }
    }
}
