import path from 'node:path';

/**
 * An ESLint rule that judges each import of a file. `judge(file, specifier, isTypeOnly)` gives a sentence when the import
 * breaks a rule of the house, else undefined; the file's path is given from the root.
 */
export function importRule(judge) {
  return {
    meta: { type: 'problem', schema: [], messages: { broken: 'House rule: {{sentence}}.' } },
    create(context) {
      const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
      const check = (node) => {
        if (!node.source) return;
        const isTypeOnly = node.importKind === 'type' || node.exportKind === 'type';
        const sentence = judge(file, String(node.source.value), isTypeOnly);
        if (sentence !== undefined) context.report({ node: node.source, messageId: 'broken', data: { sentence } });
      };
      return {
        ImportDeclaration: check,
        ExportNamedDeclaration: check,
        ExportAllDeclaration: check,
        ImportExpression: check,
      };
    },
  };
}
