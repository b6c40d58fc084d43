package io.signalbox.dataplane.connection;

import io.signalbox.dataplane.kafka.RequestHandler;
import io.signalbox.dataplane.kafka.ResponseHandler;
import io.signalbox.dataplane.kafka.exchange.Exchanges;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What one session has moved, and what of it {@link Traffic} has been told: once for each read, not for each message. For the
 * connection's event loop.
 */
final class RelayCounts {

    private final Traffic traffic;
    private final Exchanges exchanges;
    private long requests;
    private long sent;
    private long responses;
    private long given; // of responses that are the node's own
    private long bytesFromClient;
    private long bytesToClient;
    private int readsToSpan; // the next that is told of comes after so many

    RelayCounts(Traffic traffic, Exchanges exchanges) {
        this.traffic = traffic;
        this.exchanges = exchanges;
        this.readsToSpan = firstSpan(traffic.spans.readsPerSpan());
    }

    /** Anywhere, so that short connections are told of as often as long ones. */
    private static int firstSpan(int reads) {
        return reads == Integer.MAX_VALUE
                ? reads
                : 1 + ThreadLocalRandom.current().nextInt(reads);
    }

    void cameFromClient(int bytes) {
        traffic.bytesFromClients.add(bytes);
        bytesFromClient += bytes;
    }

    void wentToClient(int bytes) {
        traffic.bytesToClients.add(bytes);
        bytesToClient += bytes;
    }

    long bytesFromClient() {
        return bytesFromClient;
    }

    long bytesToClient() {
        return bytesToClient;
    }

    /** How many requests came since the last time. */
    long countRequests(RequestHandler handler) {
        long nowSent = handler.requests();
        long now = nowSent + exchanges.answeredHere();
        long fresh = now - requests;
        traffic.requestsSent.add(nowSent - sent);
        sent = nowSent;
        traffic.requests.add(fresh);
        requests = now;
        return fresh;
    }

    /** What was done with so many requests is done. */
    void requestsTook(long fresh) {
        if (fresh > 0) {
            traffic.requestProcessing.count(System.nanoTime() - exchanges.readAt(), fresh);
        }
    }

    /** How many responses came since the last time. */
    long countResponses(ResponseHandler handler) {
        long now = handler.responses();
        long fresh = now - responses;
        traffic.responsesReceived.add(fresh);
        traffic.responses.add(fresh);
        responses = now;
        countGiven();
        return fresh;
    }

    void countGiven() {
        long now = exchanges.given();
        traffic.responses.add(now - given);
        given = now;
    }

    /**
     * What was done with so many responses is done. All that a read brought took as long as all of it together: a look at the clock
     * for each would cost more than it tells.
     */
    void responsesTook(ResponseHandler handler, long fresh) {
        if (fresh == 0) {
            return;
        }
        long now = System.nanoTime();
        traffic.responseProcessing.count(now - handler.readAt(), fresh);
        long began = exchanges.lastAnsweredBegan();
        if (began != Exchanges.UNTIMED) {
            traffic.proxying.count(now - began, fresh);
            if (--readsToSpan <= 0) {
                readsToSpan = traffic.spans.readsPerSpan();
                traffic.spans.request(exchanges.lastAnsweredApi(), began, now);
            }
        }
    }
}
