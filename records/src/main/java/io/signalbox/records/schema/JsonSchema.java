package io.signalbox.records.schema;

import com.google.re2j.Pattern;
import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.InputFormat;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.resource.InputStreamSource;
import com.networknt.schema.resource.SchemaLoader;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A schema of JSON Schema, draft 4 to 2020-12. It refers to what the registry knows and to nothing else; its patterns are RE2's,
 * whose time grows with the text alone.
 */
final class JsonSchema implements RecordSchema.Check {

    /** Where schemas stand that do not say it themselves. */
    private static final String PLACE = "registry:///";

    private static final int MAX_DEPTH = 1_000; // of schemas that apply schemas
    private static final int STEPS_PER_BYTE = 4;
    private static final int MORE_STEPS = 10_000;

    private final Schema schema;

    private JsonSchema(Schema schema) {
        this.schema = schema;
    }

    /** @throws IllegalArgumentException when it is none */
    static JsonSchema parse(RegisteredSchema registered) {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .regularExpressionFactory(pattern -> {
                    Pattern compiled = Pattern.compile(pattern);
                    return text -> compiled.matcher(text).find();
                })
                .preloadSchema(true)
                .build();
        SchemaRegistry library = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_7,
                builder -> builder.schemaRegistryConfig(config)
                        .schemaLoader(new SchemaLoader(
                                List.of(),
                                List.of(iri -> find(registered.references(), iri)),
                                iri -> !isOfThisProgram(iri.toString()),
                                iri -> false)));
        try {
            registered.references().forEach(named -> bounded(named.text()));
            return new JsonSchema(
                    library.getSchema(SchemaLocation.of(PLACE), bounded(registered.text()), InputFormat.JSON));
        } catch (SchemaException | com.google.re2j.PatternSyntaxException e) {
            throw new IllegalArgumentException("is no schema of JSON Schema that can be used", e);
        }
    }

    /** The library looks on the class path whatever else it is given, since it has the languages' own schemas there. */
    private static boolean isOfThisProgram(String iri) {
        return iri.startsWith("classpath:") || iri.startsWith("resource:");
    }

    private static String bounded(String text) {
        var unused = JsonContent.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        return text;
    }

    private static @Nullable InputStreamSource find(List<RegisteredSchema.Named> references, AbsoluteIri iri) {
        String wanted = iri.toString();
        return references.stream()
                .filter(named -> wanted.equals(named.name()) || wanted.endsWith("/" + named.name()))
                .findFirst()
                .<InputStreamSource>map(
                        named -> () -> new ByteArrayInputStream(named.text().getBytes(StandardCharsets.UTF_8)))
                .orElse(null);
    }

    @Override
    public Supplier<Object> check(ByteBuffer payload) {
        JsonNode tree = JsonContent.tree(payload);
        long steps = (long) STEPS_PER_BYTE * payload.remaining() + MORE_STEPS;
        ExecutionConfig limits = ExecutionConfig.builder()
                .failFast(true)
                .maxEvaluationSteps(steps)
                .maxEvaluationDepth(MAX_DEPTH)
                .build();
        boolean valid;
        try {
            valid = schema.validate(tree, OutputFormat.BOOLEAN, context -> context.setExecutionConfig(limits));
        } catch (ValidationLimitExceededException e) {
            throw new IllegalArgumentException("takes more steps to be validated than are made", e);
        } catch (SchemaException e) {
            throw new IllegalArgumentException("cannot be validated, since its schema cannot be used", e);
        }
        if (!valid) {
            throw new IllegalArgumentException("is not valid by its schema");
        }
        return () -> JsonContent.of(tree);
    }
}
