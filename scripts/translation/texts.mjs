// Texts for people in a module's source: which literals they are, and the source with a call of `translate` in place of each.
import ts from 'typescript';

/**
 * The literals of a source that may be texts for people, in order, each with its `text`: the literal with its values as `{0}`,
 * `{1}`. `isWord` says of those that are one small word that their place is one of a text: `label: 'teacher'`.
 */
export function textsIn(file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
  const found = [];
  const look = (node) => {
    const text = literalText(node);
    if (text !== undefined && !isCode(node)) {
      const isSentence =
        /[\p{L}\p{N})}’'"`%*.,:;…]\s+[\p{L}\p{N}({‘'"`*▶↔→≤≥±·–—-]|[\p{L}}]…|^[▶★☆]/u.test(text) &&
        /\p{L}{2}/u.test(text.replaceAll(/\{\d+\}/g, ''));
      const isTitle = /^\p{Lu}[\p{Ll}]+(-\p{L}+)?[:.…]?$/u.test(text);
      const isWord = speaks.test(file) && /^[\p{L}\d ]*\p{L}{2}[\p{L} .…:/-]*$/u.test(text) && isPlaceOfText(node);
      const hasLetters = /\p{L}{2}/u.test(text.replaceAll(/\{\d+\}/g, ''));
      if (hasLetters && (isSentence || isTitle || isWord || (ts.isTemplateExpression(node) && / /.test(text)))) {
        found.push({ node, text, line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1 });
      }
    }
    for (const plural of pluralsIn(node)) found.push({ node: undefined, text: plural, line: 0 });
    ts.forEachChild(node, look);
  };
  look(tree);
  return { tree, found };
}

/** Rooms whose single words may be texts; elsewhere a word in small letters is a name of the code. */
const speaks =
  /(^|[\\/])(webview|src[\\/](wording|editor|panel|run-table|sweep-figures|comparison|run-report|runs[\\/]history))[\\/]/;

/** A source with `translate` around each literal whose text `isKnown`; lines keep their numbers. */
export function translateSource(file, source, { isKnown, importFrom }) {
  const { tree, found } = textsIn(file, source);
  const edits = found
    // Counted nouns are written nowhere in the source, and known none the less.
    .filter(({ node, text }) => isKnown(text) && node !== undefined)
    .flatMap(({ node, text }) => editsOf(tree, node, text));
  if (edits.length === 0) return source;
  let written = source;
  for (const { from, to, text } of edits.sort((one, other) => other.from - one.from || other.to - one.to)) {
    written = written.slice(0, from) + text + written.slice(to);
  }
  return `import { translate as translateText } from ${JSON.stringify(importFrom)}; ${written}`;
}

/** A call without an effect but its result, so that a bundler drops what nobody uses. */
const call = (text) => `/* @__PURE__ */ translateText(${JSON.stringify(text)}`;

function editsOf(tree, node, text) {
  const breaks = (part) => '\n'.repeat(part.getText(tree).split('\n').length - 1);
  if (!ts.isTemplateExpression(node)) {
    return [{ from: node.getStart(tree), to: node.getEnd(), text: `(${call(text)}))${breaks(node)}` }];
  }
  const { head, templateSpans } = node;
  return [
    { from: head.getStart(tree), to: head.getEnd(), text: `(${call(text)}, (${breaks(head)}` },
    ...templateSpans.map(({ literal }, index) => ({
      from: literal.getStart(tree),
      to: literal.getEnd(),
      text: `${index === templateSpans.length - 1 ? ')))' : '), ('}${breaks(literal)}`,
    })),
  ];
}

function literalText(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }, index) => `{${index}}${literal.text}`).join('');
}

/** Calls whose literals are names or patterns, and no texts; of a counted noun the text is its plural with the count. */
const callsOfCode =
  /^(require|import|fetch|startsWith|endsWith|includes|indexOf|lastIndexOf|split|match|matchAll|test|exec|addEventListener|removeEventListener|querySelector|querySelectorAll|closest|matches|getElementById|createElement|createElementNS|getAttribute|removeAttribute|toggleAttribute|executeCommand|registerCommand|registerCommands|getConfiguration|affectsConfiguration|Symbol|for|joinPath|join|resolve|get|has|debug|warn|info|log|trace|asAbsolutePath|createHash|RegExp|markup|literal|formatCountOf)$/;

/**
 * Whether a literal is a part of the code: a key, a type, a name for an API. Texts that are compared, such as an answer with its
 * button, are translated on both sides.
 */
function isCode(node) {
  const { parent } = node;
  if (ts.isTaggedTemplateExpression(parent) || ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent))
    return true;
  if (ts.isLiteralTypeNode(parent) || ts.isTemplateLiteralTypeNode?.(parent)) return true;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return true;
  if (ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent) ? parent.name === node : false) return true;
  if (isKeyName(node)) return true;
  if (ts.isElementAccessExpression(parent) || ts.isEnumMember(parent) || ts.isExpressionStatement(parent)) return true;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
    const callee = parent.expression;
    const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
    const index = parent.arguments?.indexOf(node) ?? -1;
    if (callsOfCode.test(name)) return true;
    if (/^replace(All)?$/.test(name) && index === 0) return true;
    if (/^setAttribute(NS)?$/.test(name) && !isTextAttribute(parent, index)) return true;
    if (/^(make)$/.test(name)) return true;
    if (/^setProperty$|^add$|^remove$|^toggle$/.test(name) && /classList|style/.test(callee.getText())) return true;
  }
  return false;
}

/** Whether a literal is the name of a key of the keyboard, which buttons may have as their text too. */
function isKeyName(node) {
  const { parent, text } = node;
  if (!/^(Delete|Enter|Escape|Home|End|Tab|Backspace|Shift|Control|Alt)$/.test(text ?? '')) return false;
  if (ts.isCaseClause(parent)) return true;
  if (ts.isPropertyAssignment(parent)) return parent.name.getText() === 'key';
  return ts.isBinaryExpression(parent) && /\bkey$/.test(parent.left.getText());
}

function isTextAttribute(parent, index) {
  const name = parent.arguments[index - 1];
  return name !== undefined && ts.isStringLiteral(name) && textAttributes.test(name.text);
}

const textAttributes = /^(aria-label|aria-valuetext|aria-description|aria-roledescription|title|placeholder|alt)$/;
const textKeys =
  /^(label|labels|title|text|heading|placeholder|tooltip|description|detail|hint|note|noun|words|what|message|reason|why|caption|ariaLabel|textContent)$/i;
const textNames = /(labels?|titles?|words|names|texts|headings?|hints?|nouns?|captions?|reasons?|phrases?)$/i;

/** An expression without `as const` and the like. */
function unwrapped(node) {
  const isWrapped = ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node);
  return isWrapped ? unwrapped(node.expression) : node;
}

/** Whether a text belongs where a literal stands, as far as its place says. */
function isPlaceOfText(node) {
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const { parent } = at;
    if (
      ts.isConditionalExpression(parent)
        ? parent.condition !== at
        : ts.isParenthesizedExpression(parent) ||
          ts.isAsExpression(parent) ||
          ts.isTemplateSpan(parent) ||
          ts.isTemplateExpression(parent)
    )
      continue;
    if (ts.isBinaryExpression(parent)) {
      if (/^(\?\?|\|\||\+)$/.test(parent.operatorToken.getText())) continue;
      const { left } = parent;
      return (
        /^=$/.test(parent.operatorToken.getText()) &&
        ts.isPropertyAccessExpression(left) &&
        textKeys.test(left.name.text)
      );
    }
    if (ts.isPropertyAssignment(parent)) {
      if (textKeys.test(parent.name.getText())) return true;
      const table = parent.parent.parent;
      return isTextTable(table);
    }
    if (ts.isArrayLiteralExpression(parent)) continue;
    if (ts.isVariableDeclaration(parent)) {
      const name = parent.name.getText();
      // A list of names lists keys of the code.
      return textNames.test(name) && !(ts.isArrayLiteralExpression(unwrapped(at)) && /names$/i.test(name));
    }
    if (ts.isCallExpression(parent)) {
      const { expression } = parent;
      const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
      return (
        /^setAttribute$/.test(name) ||
        /^(line|row|fact|labelled|heading|option|chooser|button|makeButton|iconButton|anyRun|tag)$/.test(name) ||
        // A figure is a label, a value, a detail and a tone, whose name is none of the texts.
        (name === 'figure' && parent.arguments.indexOf(at) < 3) ||
        (/^(settingChooser|quantityChooser|smooth)$/.test(name) && parent.arguments.indexOf(at) === 1)
      );
    }
    return false;
  }
  return false;
}

function isTextTable(node) {
  let at = node;
  while (
    at !== undefined &&
    (ts.isAsExpression(at) ||
      ts.isSatisfiesExpression(at) ||
      ts.isParenthesizedExpression(at) ||
      ts.isObjectLiteralExpression(at) ||
      ts.isCallExpression(at))
  )
    at = at.parent;
  return at !== undefined && ts.isVariableDeclaration(at) && textNames.test(at.name.getText());
}

/** Texts of counted nouns: `formatCountOf(5, 'class', 'classes')` has `{0} classes`. */
function pluralsIn(node) {
  if (!ts.isCallExpression(node)) return [];
  const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText();
  if (name !== 'formatCountOf') return [];
  const [, noun, plural] = node.arguments;
  if (plural !== undefined && ts.isStringLiteral(plural)) return [`{0} ${plural.text}`];
  return noun !== undefined && ts.isStringLiteral(noun) ? [`{0} ${noun.text}s`] : [];
}
