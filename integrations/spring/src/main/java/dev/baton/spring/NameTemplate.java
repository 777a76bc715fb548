package dev.baton.spring;

import dev.baton.locked.MethodRules;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.common.CompositeStringExpression;
import org.springframework.expression.common.TemplateParserContext;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.util.ObjectUtils;

/**
 * The name of a method's lock: text and expressions. They are evaluated one by one, since Spring
 * puts nothing where one of them is null, which would be one name for all.
 */
final class NameTemplate {
  private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

  private final Method method;
  private final String prefix;
  private final List<Expression> parts;
  private final BeanFactory beans;

  /**
   * A name.
   *
   * @param method whose parameters its expressions know
   * @throws IllegalArgumentException if it is no name, or knows what the method does not have; says
   *     what to do
   */
  NameTemplate(Method method, String prefix, String template, BeanFactory beans) {
    this.method = method;
    this.prefix = prefix;
    this.parts = parts(template);
    this.beans = beans;
    Set<String> known = known(method);
    for (Expression part : parts) {
      if (part instanceof SpelExpression expression) {
        check(expression.getAST(), known);
      }
    }
  }

  private static List<Expression> parts(String template) {
    if (template.isBlank()) {
      throw new IllegalArgumentException("the name is empty");
    }
    try {
      Expression whole =
          new SpelExpressionParser().parseExpression(template, new TemplateParserContext());
      return whole instanceof CompositeStringExpression composite
          ? List.of(composite.getExpressions())
          : List.of(whole);
    } catch (ParseException e) {
      throw new IllegalArgumentException("the name \"" + template + "\": " + e.getMessage(), e);
    }
  }

  private static Set<String> known(Method method) {
    Set<String> known = new HashSet<>(Set.of("this"));
    for (int i = 0; i < method.getParameterCount(); i++) {
      known.add("p" + i);
      known.add("a" + i);
    }
    String[] names = NAMES.getParameterNames(method);
    if (names != null) {
      known.addAll(Arrays.asList(names));
    }
    return known;
  }

  private static void check(SpelNode node, Set<String> known) {
    if (node instanceof VariableReference || node instanceof FunctionReference) {
      String name = node.toStringAST().substring(1).split("\\(", 2)[0];
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "there is no parameter \""
                + name
                + "\": compile with -parameters, or count from zero, #p0");
      }
    }
    for (int i = 0; i < node.getChildCount(); i++) {
      check(node.getChild(i), known);
    }
  }

  /**
   * The name for a call.
   *
   * @throws IllegalArgumentException if an expression comes to nothing
   */
  String of(@Nullable Object[] arguments) {
    MethodBasedEvaluationContext context =
        new MethodBasedEvaluationContext(null, method, arguments, NAMES);
    context.setBeanResolver(new BeanFactoryResolver(beans));
    StringBuilder name = new StringBuilder(prefix);
    for (Expression part : parts) {
      name.append(text(part, part.getValue(context)));
    }
    return name.toString();
  }

  private String text(Expression part, @Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return text(part, optional.orElse(null));
    }
    String text = value == null ? "" : value.toString();
    if (text.isEmpty()) {
      throw nothing(part, value == null ? "null" : "empty");
    }
    if (text.equals(ObjectUtils.identityToString(value))) {
      throw nothing(part, text + ", which is another one in each process");
    }
    return text;
  }

  private IllegalArgumentException nothing(Expression part, String is) {
    return new IllegalArgumentException(
        "#{%s} in the name of the lock of %s is %s: nothing was locked, and the method was not run"
            .formatted(part.getExpressionString(), MethodRules.shown(method), is));
  }
}
