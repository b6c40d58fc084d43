package io.signalbox.dataplane.connection;

import io.netty.channel.Channel;

/** A channel is read only while nothing holds it. For the channel's event loop. */
final class ReadGate {

    /** Why a channel is not read. */
    enum Hold {
        /** The other side cannot be written: what is read would pile up. */
        PEER_NOT_WRITABLE(1),
        /** There is no other side yet. */
        CONNECTING(2),
        /** A request or a response waits for what a layer says of it. */
        LAYER_WAITS(4),
        /** More requests are unanswered than a connection may have. */
        TOO_MANY_PENDING(8),
        /** The session is ending: it takes no further request. */
        DRAINING(16),
        /** Nothing more comes in, and the rest is spliced step by step. */
        INPUT_SHUT_DOWN(32),
        /** The virtual cluster has used up its bytes for now. */
        BYTE_RATE(64);

        private final int bit;

        Hold(int bit) {
            this.bit = bit;
        }
    }

    private final Channel channel;
    private int holds; // their bits

    ReadGate(Channel channel) {
        this.channel = channel;
    }

    void set(Hold hold, boolean held) {
        int next = held ? holds | hold.bit : holds & ~hold.bit;
        if (next != holds) {
            holds = next;
            reassert();
        }
    }

    /** Has the channel read, or not, as it should: somebody else may have changed that. */
    void reassert() {
        channel.config().setAutoRead(holds == 0);
    }
}
