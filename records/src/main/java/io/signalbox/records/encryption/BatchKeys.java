package io.signalbox.records.encryption;

import io.signalbox.records.batch.LargeBatchException;
import io.signalbox.records.encryption.EncryptionHeader.Entry;
import io.signalbox.records.encryption.KeptKeys.Used;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** The keys of one batch, which stay the same for all of its records. Not for several threads. */
public final class BatchKeys {

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

    private final KeptKeys keys;
    private long room; // for what is still decompressed
    private final boolean compresses;
    private @Nullable EncryptionHeader encodedHeader; // latest
    private ByteBuffer encoded = ByteBuffer.allocate(0);
    private @Nullable Extended extended; // latest
    private @Nullable ByteBuffer readFrom; // latest
    private EncryptionHeader read = new EncryptionHeader(List.of());
    private @Nullable Entry keyed; // latest
    private @Nullable DataKey keyOfIt;
    private final Map<String, Used> encrypting = new HashMap<>(2);
    private final Map<Entry, DataKey> decrypting = new HashMap<>(2);

    /** What became of a header: those of a batch are mostly the same. */
    private record Extended(EncryptionHeader before, Part part, String key, EncryptionHeader after) {}

    /**
     * @param limit the bytes that may come of what is decrypted when it is decompressed, of all records together
     * @param compresses what is encrypted, since the batch is to be compressed: what is encrypted does not become shorter
     */
    public BatchKeys(KeptKeys keys, int limit, boolean compresses) {
        this.keys = keys;
        this.room = limit;
        this.compresses = compresses;
    }

    /**
     * Reads the header of a record; those of a batch are mostly the same.
     *
     * @throws EncryptionException as {@link EncryptionHeader#read}
     */
    public EncryptionHeader read(ByteBuffer header) throws EncryptionException {
        if (!header.equals(readFrom)) {
            read = EncryptionHeader.read(header);
            readFrom = header;
        }
        return read;
    }

    /** A header's value; those of a batch are mostly the same. */
    @SuppressWarnings("ReferenceEquality") // mostly it is the very same
    public ByteBuffer encoded(EncryptionHeader header) {
        if (header != encodedHeader && !header.equals(encodedHeader)) {
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

    /**
     * A header that names what {@link #encrypt} uses for a key, too.
     *
     * @throws EncryptionException when the key is not there
     */
    @SuppressWarnings("ReferenceEquality") // mostly it is the very same
    public EncryptionHeader with(EncryptionHeader header, Part part, String key) throws EncryptionException {
        Extended known = extended;
        if (known == null
                || known.before() != header
                || known.part() != part
                || !known.key().equals(key)) {
            known = new Extended(header, part, key, header.with(entry(part, key)));
            extended = known;
        }
        return known.after();
    }

    private Used used(String key) throws EncryptionException {
        Used known = encrypting.get(key);
        if (known == null) {
            known = keys.toEncrypt(key);
            encrypting.put(key, known);
        }
        return known;
    }

    /**
     * A key or value, compressed where that is to be and makes it shorter, and encrypted.
     *
     * @throws EncryptionException when the key is not there
     */
    public ByteBuffer encrypt(Part part, String key, ByteBuffer bytes) throws EncryptionException {
        ByteBuffer plain = DataKey.onHeap(bytes);
        ByteBuffer content = compresses && plain.remaining() >= WORTH_COMPRESSING ? deflate(plain) : plain;
        byte[] prefix = {VERSION, content.remaining() < plain.remaining() ? DEFLATED : PLAIN};
        ByteBuffer out =
                ByteBuffer.allocate(PREFIX_BYTES + DataKey.NONCE_BYTES + content.remaining() + DataKey.TAG_BYTES);
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
        used(key).key().encrypt(ByteBuffer.wrap(text), authenticated(Part.FIELDS, prefix), out);
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

    @SuppressWarnings("ReferenceEquality") // mostly it is the very same
    private DataKey key(Entry entry) throws EncryptionException {
        if (keyOfIt != null && keyed == entry) {
            return keyOfIt;
        }
        DataKey known = decrypting.get(entry);
        if (known == null) {
            if (decrypting.size() >= MOST_DECRYPTED) {
                decrypting.clear();
            }
            known = keys.toDecrypt(entry);
            decrypting.put(entry, known);
        }
        keyed = entry;
        keyOfIt = known;
        return known;
    }

    /** The same bytes where they do not become fewer. */
    private static ByteBuffer deflate(ByteBuffer plain) {
        Deflater deflater = DEFLATERS.get();
        deflater.reset();
        deflater.setInput(plain.duplicate());
        deflater.finish();
        byte[] out = new byte[plain.remaining()]; // what does not fit is not shorter
        int length = deflater.deflate(out);
        return deflater.finished() && length < out.length ? ByteBuffer.wrap(out, 0, length) : plain;
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
