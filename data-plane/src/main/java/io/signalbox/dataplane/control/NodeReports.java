package io.signalbox.dataplane.control;

import io.signalbox.proto.config.v1.Findings;
import io.signalbox.proto.config.v1.Health;
import io.signalbox.proto.config.v1.Inquiry;
import io.signalbox.proto.config.v1.Traffic;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a node says of itself when it is asked or when it is time. Called on the config thread. */
public record NodeReports(Supplier<Health> health, Supplier<Traffic> traffic, Function<Inquiry, Findings> findings) {

    /** Of a node that has nothing to say. */
    public static final NodeReports NOTHING = new NodeReports(
            Health::getDefaultInstance,
            Traffic::getDefaultInstance,
            inquiry -> Findings.newBuilder().setInquiryId(inquiry.getId()).build());
}
