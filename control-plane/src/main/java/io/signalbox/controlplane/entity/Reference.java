package io.signalbox.controlplane.entity;

import io.signalbox.controlplane.body.BodyReader;
import io.signalbox.controlplane.body.ItemReader;
import io.signalbox.controlplane.body.TextRule;
import io.signalbox.controlplane.problem.Ids;
import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.InvalidParameters;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** How a client names another entity of the same gateway: by id, by name, or by both, which must then agree. */
public record Reference(String field, Optional<UUID> id, Optional<String> name) {

    private static final String NAMES_NOTHING = "is required with an id or a name";

    /** Reads the object under this name, which is required. */
    public static Reference read(BodyReader body, String property) {
        BodyReader object = body.requiredObject(property);
        if (body.hasObject(property) && isEmpty(object)) {
            body.refuse(property, "required", NAMES_NOTHING);
        }
        return of(object, body.field(property));
    }

    /** Reads the object under this name, if it is there. */
    public static Optional<Reference> readOptional(BodyReader body, String property) {
        return body.has(property) ? Optional.of(read(body, property)) : Optional.empty();
    }

    /** Reads an item of a list. */
    public static Optional<Reference> read(ItemReader item) {
        Optional<BodyReader> object = item.object();
        if (object.filter(Reference::isEmpty).isPresent()) {
            item.refuse("required", NAMES_NOTHING);
        }
        return object.map(found -> of(found, item.field()));
    }

    private static boolean isEmpty(BodyReader object) {
        return !object.has("id") && !object.has("name");
    }

    private static Reference of(BodyReader object, String field) {
        Optional<String> idText = object.text("id", TextRule.anything(0, 255));
        Optional<UUID> id = idText.flatMap(Ids::parse);
        if (idText.isPresent() && id.isEmpty()) {
            object.refuse("id", "is_uuid", "must be a UUID");
        }
        return new Reference(field, id, object.text("name", TextRule.anything(1, 255)));
    }

    /** Finds what is meant; when it is not there, that becomes one of the request's invalid parameters. */
    public Optional<UUID> resolve(
            String kind,
            Function<UUID, Optional<UUID>> byId,
            Function<String, Optional<UUID>> byName,
            InvalidParameters invalid) {
        Optional<UUID> foundById = id.flatMap(byId);
        Optional<UUID> foundByName = name.flatMap(byName);
        if (id.isPresent() && foundById.isEmpty()) {
            invalid.add(missing("id", kind, id.get().toString()));
        }
        if (name.isPresent() && foundByName.isEmpty()) {
            invalid.add(missing("name", kind, name.get()));
        }
        if (foundById.isPresent() && foundByName.isPresent() && !foundById.equals(foundByName)) {
            invalid.add(InvalidParameter.standard(field, "invalid", "id and name belong to different entities"));
        }
        return foundById.or(() -> foundByName);
    }

    private InvalidParameter missing(String property, String kind, String value) {
        return InvalidParameter.standard(
                field + "." + property,
                "missing_reference",
                "there is no " + kind + " [" + value + "] in this event gateway");
    }

    /** The entity that was meant; its name is not stored with whatever refers to it, and only shown. */
    public record Target(UUID id, Optional<String> name) {

        /** Stands in for one that was not found, until the request is refused. */
        public static final Target NOTHING = to(new UUID(0, 0));

        public static Target to(UUID id) {
            return new Target(id, Optional.empty());
        }

        public static Target to(UUID id, String name) {
            return new Target(id, Optional.of(name));
        }

        /** With its name of now. */
        public Target named(Map<UUID, String> names) {
            return new Target(id, Optional.ofNullable(names.get(id)));
        }
    }

    /**
     * An entity in the form in which it was named, which is what the API shows: by id or by name, or both.
     *
     * @param meant what that was when it was stored; not shown
     */
    public record AsSent(Optional<UUID> id, Optional<String> name, Optional<UUID> meant) {

        static final String NOT_SHOWN = "meant";

        /** Shows the entity's name of now where a name was sent. */
        public AsSent shown(Map<UUID, String> names) {
            return new AsSent(
                    id, name.flatMap(sent -> meant.map(entity -> names.getOrDefault(entity, sent))), Optional.empty());
        }
    }
}
