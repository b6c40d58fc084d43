package io.signalbox.records.policy;

import io.signalbox.proto.config.v1.HeaderAction;
import io.signalbox.proto.config.v1.WireModifyHeaders;
import io.signalbox.records.batch.BatchRecord;
import io.signalbox.records.batch.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets and removes headers, in the order of the actions. One that is set takes the place of all that have its key, behind the
 * others; whatever has another key stays as it is, in its order and as often as it is there.
 */
record ModifyHeaders(List<Action> actions) implements Step {

    ModifyHeaders {
        actions = List.copyOf(actions);
    }

    /** What is done to one header; nothing instead of it where it is removed. */
    record Action(ByteBuffer key, List<RecordHeader> instead) {}

    /** @throws IllegalArgumentException for an action that this release does not know */
    static ModifyHeaders of(WireModifyHeaders message) {
        return new ModifyHeaders(
                message.getActionsList().stream().map(ModifyHeaders::action).toList());
    }

    private static Action action(HeaderAction action) {
        return switch (action.getActionCase()) {
            case SET -> {
                ByteBuffer key = bytes(action.getSet().getKey());
                yield new Action(
                        key, List.of(new RecordHeader(key, bytes(action.getSet().getValue()))));
            }
            case REMOVE -> new Action(bytes(action.getRemove().getKey()), List.of());
            case ACTION_NOT_SET -> throw new IllegalArgumentException("this release does not know an action of it");
        };
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a list that was changed is another
    public Result apply(RecordInHand record) {
        BatchRecord now = record.record();
        List<RecordHeader> headers = now.headers();
        for (Action action : actions) {
            headers = apply(action, headers);
        }
        if (headers != now.headers()) {
            record.become(now.withHeaders(headers));
        }
        return Result.DONE;
    }

    /** The same list where there is nothing to change. */
    private static List<RecordHeader> apply(Action action, List<RecordHeader> headers) {
        int having = 0;
        boolean same = true; // as what is to be there instead
        for (RecordHeader header : headers) {
            if (header.key().equals(action.key())) {
                same &= having < action.instead().size()
                        && header.equals(action.instead().get(having));
                having++;
            }
        }
        if (same && having == action.instead().size()) {
            return headers;
        }
        List<RecordHeader> changed =
                new ArrayList<>(headers.size() + action.instead().size());
        for (RecordHeader header : headers) {
            if (!header.key().equals(action.key())) {
                changed.add(header);
            }
        }
        changed.addAll(action.instead());
        return changed;
    }

    @Override
    public boolean canHide() {
        return false;
    }
}
