package io.signalbox.dataplane.kafka;

import io.signalbox.dataplane.kafka.exchange.ApiPlan;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import io.signalbox.dataplane.kafka.exchange.Plans;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.schema.Window;
import java.util.Locale;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * Reads the beginning of a request: size, API key, version, correlation id; of Produce also {@code acks}, since with
 * acks=0 there is no response. One object serves all requests of a connection. Validates what it reads: after
 * {@link #read} returned 0, the frame may be passed on.
 */
final class RequestHeader {

    /** Size, API key, version and correlation id. */
    static final int FIXED_BYTES = 12;

    private static final int SIZE_BYTES = 4;
    private static final int MIN_SIZE = FIXED_BYTES - SIZE_BYTES;
    private static final short PRODUCE = ApiKeys.PRODUCE.id;
    private static final short API_VERSIONS = ApiKeys.API_VERSIONS.id;
    private static final int FIRST_TRANSACTIONAL_PRODUCE = 3;
    private static final int FIRST_FLEXIBLE_PRODUCE = 9;
    /** Client id, transactional id and tagged fields in front of a Produce's acks; far more than any client sends. */
    private static final int MAX_HEADER_BYTES = 70_000;

    private static final int PROXY_HEADER_V1 = 0x50524f58; // PROX
    private static final int PROXY_HEADER_V2 = 0x0d0a0d0a;

    private static final String[] HTTP_METHODS = {"GET ", "POST", "PUT ", "HEAD", "OPTI", "DELE", "PATC", "CONN", "PRI "
    };

    private final Exchanges exchanges;
    private final int maxFrameBytes;
    private long rule; // of the plans, for this API
    private int size;
    private short apiKey;
    private short version;
    private int correlationId;
    private boolean answered;

    // What a read of one header needs: the buffer's bytes from `at` to `end`.
    private int at;
    private int end;
    private int limit; // behind which no header goes on
    private int missing;

    /** A request that has no plan, or claims to be longer than {@code maxFrameBytes}, is a violation. */
    RequestHeader(Exchanges exchanges, int maxFrameBytes) {
        this.exchanges = exchanges;
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Bytes of the whole frame, its size included. */
    int frameBytes() {
        return SIZE_BYTES + size;
    }

    short apiKey() {
        return apiKey;
    }

    short version() {
        return version;
    }

    int correlationId() {
        return correlationId;
    }

    ApiPlan plan() {
        @Nullable ApiPlan plan = exchanges.plans().find(apiKey);
        if (plan == null) {
            throw violation(ProtocolViolation.UNKNOWN_API, "API key " + apiKey);
        }
        return plan;
    }

    /** Whether no layer sees this request. */
    boolean passes(boolean stranger) {
        return Plans.passes(rule, stranger);
    }

    boolean isApiVersions() {
        return apiKey == API_VERSIONS;
    }

    /** Whether the broker answers this request. */
    boolean answered() {
        return answered;
    }

    /** A version of ApiVersions that is newer than we know: the broker must answer it as one that it does not know. */
    boolean asksForUnknownApiVersions() {
        return apiKey == API_VERSIONS && !Plans.reads(rule, version);
    }

    /**
     * Reads a header that begins at {@code index}.
     *
     * @return 0 when it is read, otherwise how many more bytes are needed at least
     * @throws ProtocolViolationException when this is no request that can be relayed
     */
    int read(Window in, int index, int writerIndex) {
        at = index;
        end = writerIndex;
        limit = Integer.MAX_VALUE; // until the size is known
        if (!has(SIZE_BYTES)) {
            return missing;
        }
        size = in.getInt(index);
        if (size < MIN_SIZE || size > maxFrameBytes) {
            throw notARequest(in, index);
        }
        limit = index + SIZE_BYTES + Math.min(size, MAX_HEADER_BYTES - SIZE_BYTES);
        if (!has(FIXED_BYTES)) {
            return missing;
        }
        long fixed = in.getLong(index + SIZE_BYTES);
        apiKey = (short) (fixed >> 48);
        version = (short) (fixed >> 32);
        correlationId = (int) fixed;
        rule = exchanges.plans().rule(apiKey);
        if (!Plans.reads(rule, version)) {
            checkUnread();
        }
        at = index + FIXED_BYTES;
        answered = true;
        return apiKey == PRODUCE ? readAcks(in) : 0;
    }

    /** A version that the layers cannot read is a violation, but of ApiVersions. */
    private void checkUnread() {
        ApiPlan plan = plan();
        if (version < 0 || apiKey != API_VERSIONS) {
            throw violation(ProtocolViolation.UNSUPPORTED_VERSION, plan.api().name + " version " + version);
        }
    }

    private int readAcks(Window in) {
        boolean flexible = version >= FIRST_FLEXIBLE_PRODUCE;
        boolean read = skipString(in)
                && (!flexible || skipTags(in))
                && (version < FIRST_TRANSACTIONAL_PRODUCE || (flexible ? skipCompactString(in) : skipString(in)))
                && has(2);
        if (read) {
            answered = in.getShort(at) != 0;
            return 0;
        }
        return missing;
    }

    private boolean skipString(Window in) {
        if (!has(2)) {
            return false;
        }
        int length = in.getShort(at);
        at += 2;
        return skip(Math.max(length, 0));
    }

    private boolean skipCompactString(Window in) {
        int length = readVarint(in);
        return length >= 0 && skip(Math.max(length - 1, 0));
    }

    private boolean skipTags(Window in) {
        int tags = readVarint(in);
        for (int i = 0; i < tags; i++) {
            if (readVarint(in) < 0) {
                return false;
            }
            int length = readVarint(in);
            if (length < 0 || !skip(length)) {
                return false;
            }
        }
        return tags >= 0;
    }

    /** An unsigned varint; -1 when bytes are missing. */
    private int readVarint(Window in) {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (!has(1)) {
                return -1;
            }
            byte next = in.get(at++);
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                if (value < 0) {
                    break;
                }
                return value;
            }
        }
        throw malformed("a number in the header is too large");
    }

    private boolean skip(int bytes) {
        if (bytes > MAX_HEADER_BYTES) {
            throw malformed("a field of the header is " + bytes + " bytes long");
        }
        if (!has(bytes)) {
            return false;
        }
        at += bytes;
        return true;
    }

    /** Whether the next {@code bytes} are there; a header must lie within its frame and the limit. */
    private boolean has(int bytes) {
        int behind = at + bytes;
        if (behind > limit) {
            throw malformed(
                    size > MAX_HEADER_BYTES - SIZE_BYTES
                            ? "the header is longer than " + MAX_HEADER_BYTES + " bytes"
                            : "the header runs past the frame");
        }
        missing = behind - end;
        return missing <= 0;
    }

    private static ProtocolViolationException malformed(String detail) {
        return new ProtocolViolationException(ProtocolViolation.MALFORMED_REQUEST, detail);
    }

    /** Names what came in instead, where that can be told from the first four bytes. */
    private ProtocolViolationException notARequest(Window in, int index) {
        String text = in.latin(index, SIZE_BYTES).toUpperCase(Locale.ROOT);
        for (String method : HTTP_METHODS) {
            if (text.equals(method)) {
                return new ProtocolViolationException(ProtocolViolation.HTTP, "it begins with " + method.strip());
            }
        }
        return size > maxFrameBytes
                ? violation(
                        ProtocolViolation.FRAME_TOO_LARGE,
                        "it claims " + size + " bytes, the limit is " + maxFrameBytes)
                : malformed("it claims a length of " + size);
    }

    /** Where the size is how a PROXY protocol header begins, that is what is wrong. */
    private ProtocolViolationException violation(ProtocolViolation otherwise, String detail) {
        return size == PROXY_HEADER_V1 || size == PROXY_HEADER_V2
                ? new ProtocolViolationException(
                        ProtocolViolation.PROXY_PROTOCOL_NOT_TRUSTED,
                        "version " + (size == PROXY_HEADER_V1 ? 1 : 2)
                                + ", from an address that SIGNALBOX_PROXY_PROTOCOL_FROM does not name")
                : new ProtocolViolationException(otherwise, detail);
    }
}
