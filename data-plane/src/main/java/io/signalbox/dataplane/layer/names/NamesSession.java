package io.signalbox.dataplane.layer.names;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.signalbox.acl.Namespace.Kind;
import io.signalbox.dataplane.kafka.exchange.Answer;
import io.signalbox.dataplane.kafka.exchange.LayerSession;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolation;
import io.signalbox.dataplane.kafka.exchange.ProtocolViolationException;
import io.signalbox.dataplane.kafka.exchange.RequestBytes;
import io.signalbox.dataplane.kafka.exchange.SeenRequest;
import io.signalbox.dataplane.kafka.exchange.SeenResponse;
import io.signalbox.dataplane.kafka.exchange.Verdict;
import io.signalbox.dataplane.kafka.schema.FrameSink;
import io.signalbox.dataplane.kafka.schema.GatheredRename;
import io.signalbox.dataplane.kafka.schema.MalformedMessageException;
import io.signalbox.dataplane.kafka.schema.MessageKind;
import io.signalbox.dataplane.kafka.schema.MessageProgram;
import io.signalbox.dataplane.kafka.schema.Rename;
import io.signalbox.dataplane.kafka.schema.StreamingRename;
import io.signalbox.dataplane.layer.Programs;
import io.signalbox.dataplane.layer.Refusals;
import io.signalbox.dataplane.layer.ShareSessions;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A namespace on one connection. A response gets the names that its request had. */
public final class NamesSession implements LayerSession {

    /** Nobody has to release what it gives. */
    private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

    private final NamesClient client;
    private final Members members = new Members();
    private final ShareSessions sessions = new ShareSessions();
    private final GatheredRename gathered = new GatheredRename();
    private @Nullable QuickNames quick; // many a connection never needs it

    public NamesSession(NamesClient client) {
        this.client = client;
    }

    @Override
    public boolean letsPass(RequestBytes request) {
        return quick().letsPass(request);
    }

    @Override
    public boolean rewrite(RequestBytes request, FrameSink out) {
        return quick().rewrite(request, gathered, out);
    }

    @Override
    public boolean rewriteAlike(RequestBytes request, FrameSink out) {
        return quick().rewriteAlike(request, out);
    }

    @Override
    public boolean rewriteResponse(SeenResponse response, ByteBuffer view, FrameSink out) {
        quick().rewrite(response, view, gathered, out);
        return true;
    }

    @Override
    public @Nullable StreamingRename streamsResponse(ApiKeys api, short version, int frameBytes) {
        return quick().streams(api, version, frameBytes);
    }

    private QuickNames quick() {
        if (quick == null) {
            quick = new QuickNames(client);
        }
        return quick;
    }

    @Override
    public Verdict onRequest(SeenRequest request) {
        ApiMessage body = request.body().orElseThrow();
        return sessions.admits(body)
                ? look(request, 0)
                : new Verdict.Answer(
                        Refusals.of(request.api(), request.version(), body, Errors.SHARE_SESSION_NOT_FOUND));
    }

    /** {@code earlier}: how often the broker has been asked before. */
    private Verdict look(SeenRequest seen, int earlier) {
        ApiMessage body = seen.body().orElseThrow();
        boolean consumers = members.areConsumers(body);
        RequestRename rename = new RequestRename(client, seen.api(), consumers, earlier);
        Supplier<Verdict> again = () -> look(seen, earlier + 1);
        Asked asked = new Asked(seen.api(), seen.version(), client, rename, again);
        Rule.Outcome outcome = Rules.of(seen.api()).apply(body, asked);
        if (outcome.instead().isPresent()) {
            return outcome.instead().get();
        }
        Runnable names = outcome.names().orElseGet(() -> rename(seen, rename));
        Optional<Verdict> first = ask(asked).or(() -> refuse(body, asked));
        if (first.isPresent()) {
            return first.get();
        }
        names.run();
        Memory memory = new Memory(
                rename.asked(),
                rename.askedIds(),
                Rules.coordinators(body),
                consumers,
                outcome.change(),
                outcome.answersRenamed());
        boolean answered = outcome.change().isPresent()
                || !rename.askedIds().isEmpty()
                || Programs.hasNames(MessageKind.response(seen.api(), seen.version()));
        return new Verdict.Forward(true, answered ? Optional.of(memory) : Optional.empty());
    }

    /** Looks up the names of a request; what is returned puts them in. */
    private Runnable rename(SeenRequest seen, RequestRename rename) {
        MessageProgram program = Programs.of(MessageKind.request(seen.api(), seen.version()));
        if (!program.findsAnything()) {
            return () -> {};
        }
        ByteBuf frame = seen.encode(HEAP);
        try {
            ByteBuf renamed = gathered.rename(program, frame, frame.readerIndex(), frame.readableBytes(), rename, HEAP);
            return () -> seen.become(renamed);
        } catch (MalformedMessageException e) {
            throw new ProtocolViolationException(
                    ProtocolViolation.MALFORMED_REQUEST, seen + " has a name that is too long");
        } finally {
            frame.release();
        }
    }

    /** What has to be known before a request can have its names. */
    private static Optional<Verdict> ask(Asked asked) {
        Set<Uuid> ids = asked.rename().unknownIds();
        Set<String> names = asked.rename().ambiguous();
        if (!ids.isEmpty()) {
            MetadataRequestData question = new MetadataRequestData()
                    .setTopics(ids.stream()
                            .map(id -> new MetadataRequestTopic().setTopicId(id).setName(null))
                            .toList());
            return Optional.of(
                    asked.after(Rules.METADATA_BY_ID, question, asked.client().topics()::learn));
        }
        if (!names.isEmpty()) {
            MetadataRequestData question = new MetadataRequestData()
                    .setTopics(names.stream()
                            .map(name -> new MetadataRequestTopic()
                                    .setName(asked.namespace().prefixed(name)))
                            .toList());
            return Optional.of(asked.after(
                    Rules.METADATA_WITH_CREATION,
                    question,
                    answer -> names.forEach(name -> learn(name, answer, asked))));
        }
        return Optional.empty();
    }

    private static void learn(String name, MetadataResponseData answer, Asked asked) {
        MetadataResponseData.MetadataResponseTopic topic =
                answer.topics().find(asked.namespace().prefixed(name));
        asked.client().ambiguous().learn(name, topic != null && MetadataNames.exists(topic));
    }

    private static Optional<Verdict> refuse(ApiMessage body, Asked asked) {
        if (!Rules.isOfOne(body, asked.version())) {
            return Optional.empty();
        }
        if (asked.rename().refused(Kind.TRANSACTIONAL_ID)) {
            return Optional.of(asked.refuse(body, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
        }
        return asked.rename().refused(Kind.GROUP)
                ? Optional.of(asked.refuse(body, Errors.GROUP_AUTHORIZATION_FAILED))
                : Optional.empty();
    }

    @Override
    public ByteBuf onResponse(SeenResponse response, ByteBufAllocator allocator) {
        Memory memory = response.memory().map(NamesSession::memory).orElse(Memory.NOTHING);
        if (memory.change().isEmpty()) {
            return rename(
                    response.api(),
                    response.version(),
                    memory,
                    response.in(),
                    response.index(),
                    response.bytes(),
                    allocator);
        }
        Answer answer = response.read();
        memory.change().get().accept(answer.body());
        ByteBuf changed = answer.encode(allocator);
        if (memory.renamed()) {
            return changed;
        }
        try {
            return rename(
                    response.api(),
                    response.version(),
                    memory,
                    changed,
                    changed.readerIndex(),
                    changed.readableBytes(),
                    allocator);
        } finally {
            changed.release();
        }
    }

    private static Memory memory(Object remembered) {
        return REWRITTEN.equals(remembered) ? Memory.REWRITTEN : (Memory) remembered;
    }

    @SuppressWarnings("ReferenceEquality") // of requests that were rewritten there is but one memory
    private Rename names(ResponseRename all, Memory memory) {
        return memory == Memory.REWRITTEN ? quick().answers(all) : all;
    }

    private ByteBuf rename(
            ApiKeys api, short version, Memory memory, ByteBuf in, int index, int bytes, ByteBufAllocator allocator) {
        return gathered.rename(
                Programs.of(MessageKind.response(api, version)),
                in,
                index,
                bytes,
                names(new ResponseRename(api, client.namespace(), memory), memory),
                allocator);
    }
}
