package io.signalbox.dataplane.layer;

import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FetchMetadata;

/**
 * What becomes of every Fetch that a layer looks into. It has no session: each names all that it wants, and is judged by the
 * rules of its moment. The ids of sessions are the broker's, and tell nothing of whose they are.
 */
public final class Fetches {

    static final short WITH_SESSIONS = 7;
    private static final short BY_ID = 13;

    /** Of a response that has to be taken whole. */
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private Fetches() {}

    /** Whether topics are named by their ids. */
    public static boolean isById(short version) {
        return version >= BY_ID;
    }

    /** Whether a client believes to have a session; it is then {@linkplain #noSession told} that there is none. */
    public static boolean isOfSession(FetchRequestData request) {
        return request.sessionId() != FetchMetadata.INVALID_SESSION_ID;
    }

    public static FetchResponseData noSession() {
        return new FetchResponseData().setErrorCode(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
    }

    /**
     * Has the broker make no session of a request.
     *
     * @return whether it had asked for one, and was changed
     */
    public static boolean withoutSession(FetchRequestData request, short version) {
        if (version < WITH_SESSIONS || request.sessionEpoch() == FetchMetadata.FINAL_EPOCH) {
            return false;
        }
        request.setSessionEpoch(FetchMetadata.FINAL_EPOCH).setForgottenTopicsData(List.of());
        return true;
    }

    /**
     * The same in the bytes of a request; topics that a client forgets mean nothing without a session.
     *
     * @return false of one that {@link #isOfSession}, and of what cannot be read so
     */
    public static boolean withoutSession(RequestBytes request) {
        return FetchBytes.withoutSession(request);
    }

    /** Bounds a response that is to be taken whole. */
    public static int limited(int maxBytes) {
        return Math.min(maxBytes, MAX_BYTES);
    }

    /** The same in the bytes of a request; false of one that cannot be read so. */
    public static boolean limit(RequestBytes request) {
        return FetchBytes.limit(request);
    }
}
