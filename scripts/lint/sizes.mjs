// Lines of code of TypeScript, as ESLint's max-lines counts them: neither blank nor comments.
import typescript from 'typescript';

const { SyntaxKind } = typescript;

/** Numbers of the lines that hold code, from 0 on. */
function linesWithCode(source, tree) {
  const found = new Set();
  const lineOf = (offset) => tree.getLineAndCharacterOfPosition(offset).line;
  const visit = (node) => {
    if (node.getChildCount(tree) > 0) for (const child of node.getChildren(tree)) visit(child);
    else if (![SyntaxKind.EndOfFileToken, SyntaxKind.SyntaxList].includes(node.kind) && !typescript.isJSDoc(node)) {
      // A text in backquotes may have blank lines, which are none of code.
      const [first, last] = [lineOf(node.getStart(tree)), lineOf(node.getEnd())];
      for (let line = first; line <= last; line += 1) found.add(line);
    }
  };
  visit(tree);
  const texts = source.split('\n');
  return new Set([...found].filter((line) => texts[line]?.trim() !== ''));
}

const parse = (source) => typescript.createSourceFile('file.ts', source, typescript.ScriptTarget.Latest, true);

/** The lines of code of a source. */
export function codeLines(source) {
  return linesWithCode(source, parse(source)).size;
}

/** The functions of a source: `{ name, line, lines }`, whose lines of code include those of inner functions. */
export function functionsOf(source) {
  const tree = parse(source);
  const code = linesWithCode(source, tree);
  const found = [];
  const visit = (node) => {
    if (typescript.isFunctionLike(node) && node.body !== undefined) {
      const [first, last] = [node.getStart(tree), node.getEnd()].map(
        (at) => tree.getLineAndCharacterOfPosition(at).line,
      );
      const lines = [...code].filter((line) => line >= first && line <= last).length;
      const named = node.name ?? node.parent?.name;
      found.push({ name: named?.getText(tree) ?? '(anonymous)', line: first + 1, lines });
    }
    typescript.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
