package io.signalbox.dataplane.layer;

import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.schema.Window;
import org.apache.kafka.common.requests.FetchMetadata;

/** The fields of fixed size that stand in a Fetch in front of its topics, read and written in its bytes. */
final class FetchBytes {

    private static final int CLIENT_ID = 12; // of the frame: size, API, version and correlation id stand before it
    private static final short FLEXIBLE = 12;
    private static final short WITHOUT_REPLICA = 15;
    private static final short WITH_MAX_BYTES = 3;
    private static final short WITH_ISOLATION_LEVEL = 4;

    private FetchBytes() {}

    /** The index of its session's id; -1 where that does not stand where it mostly does. */
    private static int session(RequestBytes request) {
        Window in = request.window();
        short version = request.version();
        int at = request.index() + CLIENT_ID;
        if (request.end() < at + Short.BYTES) {
            return -1;
        }
        at += Short.BYTES + Math.max(in.getShort(at), 0);
        if (version >= FLEXIBLE) {
            if (at >= request.end() || in.get(at) != 0) {
                return -1; // there are tagged fields in the header
            }
            at++;
        }
        at += version < WITHOUT_REPLICA ? Integer.BYTES : 0;
        at += 2 * Integer.BYTES; // how long to wait, and for how much
        at += version >= WITH_MAX_BYTES ? Integer.BYTES : 0;
        at += version >= WITH_ISOLATION_LEVEL ? Byte.BYTES : 0;
        return at + 2 * Integer.BYTES <= request.end() ? at : -1;
    }

    /**
     * Bounds what a Fetch asks for.
     *
     * @return false where that does not stand where it mostly does
     */
    static boolean limit(RequestBytes request) {
        int session = request.version() < WITH_ISOLATION_LEVEL ? -1 : session(request);
        if (session < 0) {
            return false;
        }
        int maxBytes = session - Byte.BYTES - Integer.BYTES; // behind it stands the isolation level
        request.setInt(maxBytes, Fetches.limited(request.window().getInt(maxBytes)));
        return true;
    }

    /**
     * Makes a Fetch one that has no session, and asks for none.
     *
     * @return false of one that has a session, or cannot be read so; it is left as it is then
     */
    static boolean withoutSession(RequestBytes request) {
        if (request.version() < Fetches.WITH_SESSIONS) {
            return true;
        }
        int session = session(request);
        if (session < 0 || request.window().getInt(session) != FetchMetadata.INVALID_SESSION_ID) {
            return false;
        }
        request.setInt(session + Integer.BYTES, FetchMetadata.FINAL_EPOCH);
        return true;
    }
}
