package io.signalbox.dataplane.kafka.rewrite;

import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;

/**
 * ApiVersions: offers known API keys only, and of those that carry addresses no version that cannot be rewritten. All
 * other versions stay as the broker has them, newer than we know included: they pass as bytes.
 */
final class ApiVersionsRewriter {

    private ApiVersionsRewriter() {}

    static SeenBrokers rewrite(ApiVersionsResponseData body, Advertiser advertiser) {
        body.apiKeys().removeIf(version -> !limit(version));
        return SeenBrokers.NONE;
    }

    private static boolean limit(ApiVersion version) {
        if (!AddressBearing.isKnown(version.apiKey())) {
            return false;
        }
        short oldest = AddressBearing.oldestVersion(version.apiKey());
        short newest = AddressBearing.newestVersion(version.apiKey());
        version.setMinVersion((short) Math.max(version.minVersion(), oldest));
        version.setMaxVersion((short) Math.min(version.maxVersion(), newest));
        return version.minVersion() <= version.maxVersion();
    }
}
