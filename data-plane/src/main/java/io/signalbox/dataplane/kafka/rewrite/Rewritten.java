package io.signalbox.dataplane.kafka.rewrite;

import io.netty.buffer.ByteBuf;

/** A response as the client gets it, with its size in front, owned by the caller; and the addresses that it had. */
record Rewritten(ByteBuf frame, SeenBrokers seen) {}
