package io.signalbox.controlplane.policy;

import io.signalbox.expression.Place;
import io.signalbox.proto.config.v1.VirtualClusterPolicy;

/** Records for which its condition holds are left out. There is nothing to configure, and no config in the API. */
public record SkipRecord() implements VirtualClusterPolicyConfig {

    static final PolicyType TYPE = PolicyType.withoutConfig("skip_record", new SkipRecord())
            .with(PolicyType.Nesting.OPTIONAL)
            .with(Place.PARSED_RECORD_CONDITION);

    @Override
    public void write(VirtualClusterPolicy.Builder message) {
        message.getSkipRecordBuilder();
    }
}
