package io.signalbox.controlplane.preview;

import io.signalbox.acl.Operation;
import io.signalbox.acl.Principal;
import io.signalbox.acl.ResourceType;
import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.policy.Acls;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Something that an imagined client wants to do. */
record AccessPreviewRequest(Principal principal, Operation operation, ResourceType resourceType, String resourceName) {

    /** One at a time. */
    private static final List<String> OPERATIONS = Stream.of(Acls.OperationName.values())
            .filter(name -> name != Acls.OperationName.ALL)
            .map(Acls.OperationName::text)
            .toList();

    private static final TextRule NAME = TextRule.anything(1, 1_000);

    static AccessPreviewRequest read(BodyReader body) {
        Principal principal = PreviewedPrincipal.read(body.requiredObject("principal"));
        String operation = body.requiredChoice("operation", OPERATIONS);
        BodyReader resource = body.requiredObject("resource");
        Acls.ResourceType type = resource.requiredChoice("type", Acls.ResourceType.values());
        String name = type == Acls.ResourceType.CLUSTER
                ? resource.text("name", NAME).orElse(ResourceType.CLUSTER_NAME)
                : resource.requiredText("name", NAME);
        body.check();
        return new AccessPreviewRequest(
                principal,
                Operation.valueOf(operation.toUpperCase(Locale.ROOT)),
                ResourceType.valueOf(type.name()),
                name);
    }
}
