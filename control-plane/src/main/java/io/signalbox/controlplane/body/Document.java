package io.signalbox.controlplane.body;

import io.signalbox.controlplane.problem.InvalidParameter;
import io.signalbox.controlplane.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A declarative document, which is YAML, or JSON as a part of that. {@code !ref NAME#id} is the one tag that it may have: it
 * becomes the text {@code __REF__:NAME#id}, as in the tool that has the tag.
 */
public record Document(JsonNode root) {

    /** What a reference to another part of the document begins with. */
    public static final String REFERENCE = "__REF__:";

    private static final int MAX_ALIASES = 50;
    private static final int MAX_DEPTH = 40;
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reads one.
     *
     * @throws Problem.Invalid when it is none, with the position, and not the text, which may hold a secret
     */
    public static Document parse(byte[] bytes) {
        if (bytes.length == 0) {
            throw refused("required", "is a required field");
        }
        Object tree;
        try {
            tree = yaml().load(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw refused(
                    "invalid",
                    "is not valid YAML or JSON"
                            + (mark == null
                                    ? ""
                                    : " (line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ")"));
        } catch (YAMLException | CharacterCodingException e) {
            throw refused("invalid", "is not valid YAML or JSON in UTF-8, or too deeply nested");
        }
        JsonNode root = JSON.valueToTree(tree);
        if (!root.isObject()) {
            throw refused("is_object", "must be an object");
        }
        return new Document(root);
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(ArrivingBody.MAX_BYTES);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new References(options), new Representer(unused), unused, options, new JsonTypes());
    }

    private static Problem.Invalid refused(String rule, String reason) {
        return new Problem.Invalid(List.of(InvalidParameter.standard("body", rule, reason)));
    }

    private static final class References extends SafeConstructor {
        References(LoaderOptions options) {
            super(options);
            yamlConstructors.put(new Tag("!ref"), new Reference());
        }

        private static final class Reference extends AbstractConstruct {
            @Override
            public Object construct(Node node) {
                if (node instanceof ScalarNode scalar) {
                    String name = scalar.getValue().strip();
                    return REFERENCE + (name.contains("#") ? name : name + "#id");
                }
                throw new YAMLException("!ref is followed by a name");
            }
        }
    }

    /** Texts that look like dates, or like yes and no, are texts. */
    private static final class JsonTypes extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, Pattern.compile("true|false"), "tf");
            addImplicitResolver(Tag.INT, Pattern.compile("-?(?:0|[1-9][0-9]*)"), "-0123456789");
            addImplicitResolver(
                    Tag.FLOAT, Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"), "-0123456789");
            addImplicitResolver(Tag.NULL, Pattern.compile("~|null|"), "~n\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
            addImplicitResolver(Tag.MERGE, Pattern.compile("<<"), "<");
        }
    }
}
