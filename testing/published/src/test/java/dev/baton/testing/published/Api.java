package dev.baton.testing.published;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.TypeReference;
import org.objectweb.asm.signature.SignatureReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InnerClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeAnnotationNode;
import org.objectweb.asm.util.TraceSignatureVisitor;

/** What users can compile against, as lines of text, by what the compiler wrote. */
final class Api {
  private static final int FOR_CALLERS =
      Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;

  private final TreeMap<String, ClassNode> types = new TreeMap<>();

  private Api(Module module) {
    module.types().forEach(type -> types.put(type.name, type));
  }

  /** The API of a module. */
  static String of(Module module) {
    Api api = new Api(module);
    return api.types.values().stream()
        .filter(api::isVisible)
        .map(api::text)
        .collect(Collectors.joining("\n"));
  }

  private boolean isVisible(ClassNode type) {
    if (type == null
        || type.name.endsWith("-info")
        || type.name.contains("/internal/")
        || type.outerMethod != null) {
      return false;
    }
    InnerClassNode inner = inner(type);
    return isVisible(access(type))
        && (inner == null || (inner.outerName != null && isVisible(types.get(inner.outerName))));
  }

  private static boolean isVisible(int access) {
    return (access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0
        && (access & Opcodes.ACC_SYNTHETIC) == 0;
  }

  /** How it is declared where it is nested in another, or null. */
  private static InnerClassNode inner(ClassNode type) {
    return type.innerClasses.stream()
        .filter(each -> each.name.equals(type.name))
        .findFirst()
        .orElse(null);
  }

  private static int access(ClassNode type) {
    InnerClassNode inner = inner(type);
    return (inner == null ? type.access : inner.access) | (type.access & Opcodes.ACC_RECORD);
  }

  private String text(ClassNode type) {
    TreeSet<String> members = new TreeSet<>();
    for (FieldNode field : type.fields) {
      if (isVisible(field.access)) {
        members.add(text(field));
      }
    }
    for (MethodNode method : type.methods) {
      if (isVisible(method.access)) {
        members.add(text(type, method));
      }
    }
    return head(type) + members.stream().map("  %s\n"::formatted).collect(Collectors.joining());
  }

  private static String head(ClassNode type) {
    int access = access(type);
    String kind = "class";
    if ((access & Opcodes.ACC_ANNOTATION) != 0) {
      kind = "@interface";
    } else if ((access & Opcodes.ACC_INTERFACE) != 0) {
      kind = "interface";
    } else if ((access & Opcodes.ACC_ENUM) != 0) {
      kind = "enum";
    } else if ((access & Opcodes.ACC_RECORD) != 0) {
      kind = "record";
    }
    String signature = type.signature;
    if (signature == null) {
      signature =
          Stream.concat(Stream.of(type.superName), type.interfaces.stream())
              .map("L%s;"::formatted)
              .collect(Collectors.joining());
    }
    TraceSignatureVisitor read = new TraceSignatureVisitor(type.access);
    new SignatureReader(signature).accept(read);
    boolean sealed = type.permittedSubclasses != null;
    return deprecated(type.access)
        + modifiers(access, kind.endsWith("interface") ? Modifier.ABSTRACT : 0)
        + (sealed ? "sealed " : "")
        + kind
        + " "
        + type.name.replace('/', '.')
        + read.getDeclaration()
        + nullable(type.visibleTypeAnnotations)
        + "\n";
  }

  private static String text(FieldNode field) {
    TraceSignatureVisitor read = new TraceSignatureVisitor(0);
    new SignatureReader(field.signature == null ? field.desc : field.signature).acceptType(read);
    return deprecated(field.access)
        + modifiers(field.access, 0)
        + named(read.getDeclaration())
        + " "
        + field.name
        + (field.value == null ? "" : " = " + field.value)
        + nullable(field.visibleTypeAnnotations);
  }

  private static String text(ClassNode type, MethodNode method) {
    TraceSignatureVisitor read = new TraceSignatureVisitor(0);
    new SignatureReader(method.signature == null ? method.desc : method.signature).accept(read);
    boolean inherited =
        (type.access & Opcodes.ACC_INTERFACE) != 0
            && (method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_STATIC)) == 0;
    String name =
        method.name.equals("<init>") ? "new" : named(read.getReturnType()) + " " + method.name;
    String thrown = read.getExceptions(); // those with type parameters among them
    if (thrown == null) {
      thrown = String.join(", ", method.exceptions).replace('/', '.');
    }
    return deprecated(method.access)
        + (inherited ? "default " : "")
        + modifiers(method.access, 0)
        + name
        + read.getDeclaration()
        + (thrown.isEmpty() ? "" : " throws " + thrown)
        + (method.annotationDefault == null ? "" : " default " + value(method.annotationDefault))
        + nullable(method.visibleTypeAnnotations);
  }

  /** The visitor says nothing for Object. */
  private static String named(String type) {
    return type.isEmpty() ? "java.lang.Object" : type;
  }

  private static String deprecated(int access) {
    return (access & Opcodes.ACC_DEPRECATED) == 0 ? "" : "@Deprecated ";
  }

  private static String modifiers(int access, int implied) {
    String modifiers = Modifier.toString(access & FOR_CALLERS & ~implied);
    return modifiers.isEmpty() ? "" : modifiers + " ";
  }

  private static String value(Object value) {
    return value instanceof String[] constant ? constant[1] : "\"" + value + "\"";
  }

  /** Which of its parameters, by number, or parts of its type may be null. */
  private static String nullable(List<TypeAnnotationNode> annotations) {
    TreeSet<String> places = new TreeSet<>();
    for (TypeAnnotationNode each :
        annotations == null ? List.<TypeAnnotationNode>of() : annotations) {
      if (each.desc.endsWith("/Nullable;")) {
        TypeReference place = new TypeReference(each.typeRef);
        String name =
            switch (place.getSort()) {
              case TypeReference.METHOD_FORMAL_PARAMETER ->
                  String.valueOf(place.getFormalParameterIndex() + 1);
              case TypeReference.CLASS_TYPE_PARAMETER_BOUND,
                  TypeReference.METHOD_TYPE_PARAMETER_BOUND ->
                  "<" + (place.getTypeParameterIndex() + 1) + ">";
              case TypeReference.METHOD_RETURN, TypeReference.FIELD -> "itself";
              default -> "otherwise " + place.getSort();
            };
        places.add(each.typePath == null ? name : name + "/" + each.typePath);
      }
    }
    return places.isEmpty() ? "" : " nullable " + String.join(", ", places);
  }
}
