package io.signalbox.controlplane.virtualcluster;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.signalbox.controlplane.body.Spelled;
import java.util.List;
import java.util.Optional;

/** The part of a backend cluster's topics and groups that clients see, by a prefix of their names: contract 4.2. */
public record Namespace(Mode mode, String prefix, Optional<Additional> additional) {

    /** Whether clients see the prefix. */
    public enum Mode implements Spelled {
        HIDE_PREFIX,
        ENFORCE_PREFIX
    }

    /** What is to be done when two topics have one name. */
    public enum Conflict implements Spelled {
        WARN,
        IGNORE
    }

    /** What is seen besides, by its full name. */
    public record Additional(Optional<List<Topics>> topics, Optional<List<Groups>> consumerGroups) {}

    /** Topics, and whether to warn when one of them has a name that a prefixed one has, too. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({@Type(name = "glob", value = TopicGlob.class), @Type(name = "exact_list", value = TopicList.class)})
    public sealed interface Topics {
        <T> T match(TopicCases<T> cases);
    }

    /** See {@link Topics}. */
    public interface TopicCases<T> {
        T glob(TopicGlob topics);

        T list(TopicList topics);
    }

    /** All whose names match. */
    public record TopicGlob(String glob, Conflict conflict) implements Topics {
        @Override
        public <T> T match(TopicCases<T> cases) {
            return cases.glob(this);
        }
    }

    /** Those that are named; none when there is no list. */
    public record TopicList(Optional<List<BackendTopic>> exactList, Conflict conflict) implements Topics {
        @Override
        public <T> T match(TopicCases<T> cases) {
            return cases.list(this);
        }
    }

    /** A topic by its name in the backend cluster. */
    public record BackendTopic(String backend) {}

    /** Consumer groups. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({@Type(name = "glob", value = GroupGlob.class), @Type(name = "exact_list", value = GroupList.class)})
    public sealed interface Groups {
        <T> T match(GroupCases<T> cases);
    }

    /** See {@link Groups}. */
    public interface GroupCases<T> {
        T glob(GroupGlob groups);

        T list(GroupList groups);
    }

    /** All whose names match. */
    public record GroupGlob(String glob) implements Groups {
        @Override
        public <T> T match(GroupCases<T> cases) {
            return cases.glob(this);
        }
    }

    /** Those that are named; none when there is no list. */
    public record GroupList(Optional<List<GroupName>> exactList) implements Groups {
        @Override
        public <T> T match(GroupCases<T> cases) {
            return cases.list(this);
        }
    }

    /** A consumer group by its name in the backend cluster. */
    public record GroupName(String value) {}
}
