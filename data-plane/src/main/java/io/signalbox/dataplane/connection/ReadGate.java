package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Set;

/** A channel is read only while nothing holds it. For the channel's event loop. */
final class ReadGate {

    /** Why a channel is not read. */
    enum Hold {
        /** The other side cannot be written: what is read would pile up. */
        PEER_NOT_WRITABLE,
        /** There is no other side yet. */
        CONNECTING,
        /** It is being found out who the client is. */
        LOGGING_IN,
        /** More requests are unanswered than a connection may have. */
        TOO_MANY_PENDING,
        /** The session is ending: it takes no further request. */
        DRAINING
    }

    private final Channel channel;
    private final Set<Hold> holds = EnumSet.noneOf(Hold.class);

    ReadGate(Channel channel) {
        this.channel = channel;
    }

    void set(Hold hold, boolean held) {
        boolean changed = held ? holds.add(hold) : holds.remove(hold);
        if (changed) {
            channel.config().setAutoRead(holds.isEmpty());
        }
    }
}
