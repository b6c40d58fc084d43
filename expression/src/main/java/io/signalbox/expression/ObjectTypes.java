package io.signalbox.expression;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.runtime.CelFunctionBinding;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The objects that have the fields: of {@code context.auth.type} they are {@code context} and {@code context.auth}. Each is a
 * type of its own, so that a field which there is not is refused when the expression is written; when it is run, they are
 * maps. {@code 'id' in context.auth.principal} asks whether one has a field.
 */
final class ObjectTypes {

    private static final String IN = "@in";

    private final Map<String, StructType> types = new HashMap<>();
    private final Map<String, StructType> roots = new HashMap<>();

    ObjectTypes(List<Field> fields) {
        Map<String, CelType> byPath = new LinkedHashMap<>();
        fields.forEach(field -> field.type().ifPresent(type -> byPath.put(field.path(), type)));
        byPath.keySet().stream()
                .map(path -> path.substring(0, path.indexOf('.')))
                .distinct()
                .forEach(root -> roots.put(root, object(root, byPath)));
    }

    void declare(CelCompilerBuilder compiler) {
        compiler.setTypeProvider(new Types());
        roots.forEach(compiler::addVar);
        compiler.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                IN,
                types.entrySet().stream()
                        .map(type -> CelOverloadDecl.newGlobalOverload(
                                overload(type.getKey()), SimpleType.BOOL, SimpleType.STRING, type.getValue()))
                        .toList()));
    }

    /** What {@code in} does with an object, whichever it is. */
    @SuppressWarnings("rawtypes") // as the library gives it
    static List<CelFunctionBinding> bindings() {
        return new ObjectTypes(List.of(Field.values()))
                .types.keySet().stream()
                        .map(path -> CelFunctionBinding.from(
                                overload(path),
                                String.class,
                                Map.class,
                                (String field, Map object) -> object.containsKey(field)))
                        .toList();
    }

    private static String overload(String path) {
        return "in_" + path.replace('.', '_');
    }

    /** No name that could be written in an expression. */
    private static String name(String path) {
        return "<" + path + ">";
    }

    private StructType object(String path, Map<String, CelType> byPath) {
        String prefix = path + ".";
        Set<String> names = byPath.keySet().stream()
                .filter(field -> field.startsWith(prefix))
                .map(field -> field.substring(prefix.length()).replaceAll("\\..*", ""))
                .collect(Collectors.toSet());
        ImmutableMap<String, CelType> inside = names.stream()
                .collect(ImmutableMap.toImmutableMap(
                        field -> field,
                        field -> Optional.ofNullable(byPath.get(prefix + field))
                                .orElseGet(() -> object(prefix + field, byPath))));
        StructType type = StructType.create(
                name(path), ImmutableSet.copyOf(inside.keySet()), field -> Optional.ofNullable(inside.get(field)));
        types.put(path, type);
        return type;
    }

    @SuppressWarnings("Immutable") // all types are there before it is asked
    private final class Types implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return ImmutableList.copyOf(types.values());
        }

        @Override
        public Optional<CelType> findType(String name) {
            return types.values().stream()
                    .filter(type -> type.name().equals(name))
                    .<CelType>map(type -> type)
                    .findFirst();
        }
    }
}
