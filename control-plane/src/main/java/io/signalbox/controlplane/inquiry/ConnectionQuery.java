package io.signalbox.controlplane.inquiry;

import io.signalbox.controlplane.paging.ListQuery;
import io.signalbox.controlplane.problem.Ids;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import io.signalbox.proto.config.v1.Inquiry;
import io.signalbox.proto.config.v1.WireInquirySubject;
import java.util.Optional;
import java.util.function.Consumer;

/** What is asked for, as a message for nodes. */
final class ConnectionQuery {

    static final int MAX_CONNECTIONS = 200;

    private static final int MAX_LENGTH = 255;

    private ConnectionQuery() {}

    static Inquiry.Builder connections(ListQuery query) {
        InvalidParameters invalid = new InvalidParameters();
        Inquiry.Builder inquiry = common(query, WireInquirySubject.INQUIRY_SUBJECT_CONNECTIONS, invalid);
        text(query, "principal", inquiry::setPrincipal, invalid);
        invalid.check();
        return inquiry;
    }

    static Inquiry.Builder rejections(ListQuery query) {
        InvalidParameters invalid = new InvalidParameters();
        Inquiry.Builder inquiry = common(query, WireInquirySubject.INQUIRY_SUBJECT_REJECTIONS, invalid);
        text(query, "reason", inquiry::setReason, invalid);
        invalid.check();
        return inquiry;
    }

    private static Inquiry.Builder common(ListQuery query, WireInquirySubject subject, InvalidParameters invalid) {
        Inquiry.Builder inquiry = Inquiry.newBuilder().setSubject(subject).setLimit(MAX_CONNECTIONS);
        id(query, "listener_id", inquiry::setListenerId, invalid);
        id(query, "virtual_cluster_id", inquiry::setVirtualClusterId, invalid);
        text(query, "client_address", inquiry::setClientAddress, invalid);
        return inquiry;
    }

    private static void id(ListQuery query, String name, Consumer<String> set, InvalidParameters invalid) {
        Optional<String> text = query.value(name);
        text.ifPresent(some -> Ids.parse(some)
                .ifPresentOrElse(
                        id -> set.accept(id.toString()),
                        () -> invalid.add(InvalidParameter.query(name, "is_uuid", "must be a UUID"))));
    }

    private static void text(ListQuery query, String name, Consumer<String> set, InvalidParameters invalid) {
        query.value(name).ifPresent(text -> {
            if (text.length() > MAX_LENGTH) {
                invalid.add(InvalidParameter.query(name, "invalid", "must have at most 255 characters"));
            } else {
                set.accept(text);
            }
        });
    }
}
