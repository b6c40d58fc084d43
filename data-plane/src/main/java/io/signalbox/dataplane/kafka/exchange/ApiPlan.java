package io.signalbox.dataplane.kafka.exchange;

import io.signalbox.dataplane.kafka.schema.FrameSink;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.common.protocol.ApiKeys;

/** What is done with the exchanges of one API. */
public final class ApiPlan {

    private final ApiKeys api;
    private final short oldest;
    private final short oldestDescribed;
    private final short newest;
    private final Touch request;
    private final Touch strangersRequest;
    private final int longest;
    private final int strangersLongest;
    private final int[] requestLayers; // that see requests
    private final int[] strangersLayers;
    private final ResponsePlan[] responses;

    ApiPlan(ApiKeys api, List<Layer> layers) {
        this.api = api;
        oldestDescribed = api.messageType.lowestSupportedVersion();
        oldest = (short)
                layers.stream().mapToInt(layer -> layer.oldest(api)).max().orElse(0);
        newest = (short)
                layers.stream().mapToInt(layer -> layer.newest(api)).min().orElse(Short.MAX_VALUE);
        request = most(layers, layer -> layer.request(api));
        strangersRequest = most(layers, layer -> layer.strangersRequest(api));
        longest = least(layers, layer -> layer.longestRequest(api));
        strangersLongest = least(layers, layer -> layer.longestStrangersRequest(api));
        requestLayers = those(layers, layer -> layer.request(api));
        strangersLayers = those(layers, layer -> layer.strangersRequest(api));
        responses = responses(layers);
        if (responses.length > 0 && newest > api.latestVersion()) {
            throw new IllegalArgumentException("a layer that sees responses reads no version newer than the library's");
        }
    }

    public ApiKeys api() {
        return api;
    }

    /** The oldest version that every layer can read. */
    public short oldest() {
        return oldest;
    }

    /** The newest version that every layer can read. */
    public short newest() {
        return newest;
    }

    /** Whether every layer can read this version. */
    public boolean reads(short version) {
        return version >= oldest && version <= newest;
    }

    /** How much of a request is seen. */
    public Touch request(boolean stranger) {
        return stranger ? strangersRequest : request;
    }

    /** The longest request that a layer may have to see all of. */
    public int longestRequest(boolean stranger) {
        return stranger ? strangersLongest : longest;
    }

    /** By version; empty where all of them pass. */
    ResponsePlan[] responses() {
        return responses;
    }

    /**
     * How many of the layers that see requests, from the first on, need nothing of this one; it is no stranger's. Nothing is known of
     * the fields of a version that the library does not describe, so that one is decoded, which fails in order.
     *
     * @param passed so many of them have said so already
     */
    public int letsPass(int passed, LayerSession[] sessions, RequestBytes request) {
        int passing = passed;
        while (isDescribed(request)
                && passing < requestLayers.length
                && sessions[requestLayers[passing]].letsPass(request)) {
            passing++;
        }
        return passing;
    }

    /** Whether so many layers are all that see requests. */
    public boolean isAll(int passing) {
        return passing == requestLayers.length;
    }

    /**
     * Has the last of the layers that see requests write this one in other bytes, if the others need nothing of it.
     *
     * @param passed as {@link #letsPass} has said
     * @return false where nothing has been written
     */
    public boolean rewrite(int passed, LayerSession[] sessions, RequestBytes request, FrameSink out) {
        return isDescribed(request)
                && passed == requestLayers.length - 1
                && sessions[requestLayers[passed]].rewrite(request, out);
    }

    /**
     * As {@link #letsPass} and {@link #rewrite} together, of a request for which the same is to be done as for the latest that was
     * rewritten; of another the layers have not been asked.
     */
    public boolean rewriteAlike(LayerSession[] sessions, RequestBytes request, FrameSink out) {
        return isDescribed(request)
                && requestLayers.length == 1
                && sessions[requestLayers[0]].rewriteAlike(request, out);
    }

    private boolean isDescribed(RequestBytes request) {
        return request.version() >= oldestDescribed;
    }

    /** The layer that may do so. */
    int rewriter() {
        return requestLayers[requestLayers.length - 1];
    }

    /** Asks the layers that see requests, one after the other, until one has more to say than that it goes on. */
    public Verdict verdict(boolean stranger, LayerSession[] sessions, SeenRequest seen) {
        return verdictFrom(0, stranger ? strangersLayers : requestLayers, sessions, seen);
    }

    /**
     * As {@link #verdict}, of a client that is no stranger.
     *
     * @param passed so many layers need nothing of the request, and are not asked
     */
    public Verdict verdict(int passed, LayerSession[] sessions, SeenRequest seen) {
        return verdictFrom(passed, requestLayers, sessions, seen);
    }

    private static Verdict verdictFrom(int first, int[] layers, LayerSession[] sessions, SeenRequest seen) {
        return first == layers.length
                ? Verdict.FORWARD
                : orNext(sessions[layers[first]].onRequest(seen), first, layers, sessions, seen);
    }

    private static Verdict orNext(Verdict verdict, int place, int[] layers, LayerSession[] sessions, SeenRequest seen) {
        return verdict.match(
                forward -> {
                    seen.add(layers[place], sessions.length, forward);
                    return verdictFrom(place + 1, layers, sessions, seen);
                },
                answer -> answer,
                later -> new Verdict.Later(
                        later.verdict().thenApply(then -> orNext(then, place, layers, sessions, seen))),
                last -> last);
    }

    private ResponsePlan[] responses(List<Layer> layers) {
        List<List<Touch>> touches = IntStream.rangeClosed(0, api.latestVersion())
                .mapToObj(version -> layers.stream()
                        .map(layer -> reads((short) version) ? layer.response(api, (short) version) : Touch.PASS)
                        .toList())
                .toList();
        boolean seen = touches.stream().anyMatch(of -> of.stream().anyMatch(touch -> touch != Touch.PASS));
        return seen
                ? IntStream.rangeClosed(0, api.latestVersion())
                        .mapToObj(version -> plan(touches.get(version), (short) version))
                        .toArray(ResponsePlan[]::new)
                : new ResponsePlan[0];
    }

    private ResponsePlan plan(List<Touch> touches, short version) {
        return touches.stream().allMatch(touch -> touch == Touch.PASS)
                ? ResponsePlan.PASS
                : new ResponsePlan(api, version, touches);
    }

    private static int least(List<Layer> layers, ToIntFunction<Layer> bytes) {
        return layers.stream().mapToInt(bytes).min().orElse(Integer.MAX_VALUE);
    }

    private static int[] those(List<Layer> layers, Function<Layer, Touch> touch) {
        return IntStream.range(0, layers.size())
                .filter(i -> touch.apply(layers.get(i)) != Touch.PASS)
                .toArray();
    }

    private static Touch most(List<Layer> layers, Function<Layer, Touch> touch) {
        return layers.stream().map(touch).max(Enum::compareTo).orElse(Touch.PASS);
    }
}
