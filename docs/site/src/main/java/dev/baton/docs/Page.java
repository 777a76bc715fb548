package dev.baton.docs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** A Markdown document: its headings, with the anchors that GitHub gives them, and its words. */
final class Page extends AbstractVisitor {
  static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());

  /** What stands under one heading. */
  record Section(Heading heading, String title, String anchor, TreeSet<String> words) {}

  final Node document;
  final List<Section> sections = new ArrayList<>();
  private final Map<String, Integer> anchors = new HashMap<>();
  private final StringBuilder text = new StringBuilder();

  Page(String markdown) {
    document = Parser.builder().extensions(EXTENSIONS).build().parse(markdown);
    document.accept(this);
    endSection();
  }

  boolean has(String anchor) {
    return sections.stream().anyMatch(section -> section.anchor.equals(anchor));
  }

  @Override
  public void visit(Heading heading) {
    endSection();
    visitChildren(heading);
    String title = text.toString().strip();
    String kept = title.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "");
    int before = anchors.merge(kept, 1, Integer::sum) - 1;
    String anchor = kept.replace(' ', '-') + (before == 0 ? "" : "-" + before);
    sections.add(new Section(heading, title, anchor, new TreeSet<>()));
    text.setLength(0);
  }

  @Override
  public void visit(Text part) {
    text.append(part.getLiteral());
  }

  @Override
  public void visit(Code part) {
    text.append(part.getLiteral());
  }

  @Override
  public void visit(FencedCodeBlock block) {
    text.append(' ').append(block.getLiteral());
  }

  @Override
  protected void visitChildren(Node parent) {
    super.visitChildren(parent);
    text.append(parent instanceof Block ? " " : "");
  }

  private void endSection() {
    if (!sections.isEmpty()) {
      String[] words = text.toString().toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+");
      sections.get(sections.size() - 1).words.addAll(List.of(words));
    }
    text.setLength(0);
  }
}
