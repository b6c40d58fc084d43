package io.signalbox.controlplane.policy;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import java.util.List;
import java.util.Optional;

/**
 * Configs that the contract has and this release does not serve. They are checked all the same, so that a client hears
 * of its own mistakes first.
 */
final class UnservedConfigs {

    private static final int MAX_BUNDLES = 1_000;
    private static final TextRule SECRET = TextRule.anything(1, Integer.MAX_VALUE);
    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

    private UnservedConfigs() {}

    static void checkTlsServer(BodyReader config) {
        config.requiredList(
                "certificates",
                1,
                1,
                item -> item.object().map(certificate -> {
                    certificate.requiredText("certificate", SECRET);
                    certificate.requiredText("key", SECRET);
                    return certificate;
                }));
        config.flag("allow_plaintext");
        config.object("versions").ifPresent(UnservedConfigs::checkVersions);
        config.object("client_authentication").ifPresent(authentication -> {
            authentication.requiredChoice("mode", List.of("required", "requested"));
            authentication.requiredList("tls_trust_bundles", 1, MAX_BUNDLES, item -> {
                item.object().ifPresent(BodyReader::ignoreRest);
                return Optional.of(item);
            });
            authentication.text("principal_mapping", SECRET);
        });
    }

    private static void checkVersions(BodyReader versions) {
        String min = versions.choice("min", VERSIONS).orElse(VERSIONS.get(0));
        String max = versions.choice("max", VERSIONS).orElse(VERSIONS.get(1));
        if (min.compareTo(max) > 0) {
            versions.refuse("min", "invalid", "must not be newer than max");
        }
    }
}
