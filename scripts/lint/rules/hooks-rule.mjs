const hooks = ['before', 'after', 'beforeEach', 'afterEach'];

/** Name of a called function, with that of its object alone: `describe` for `describe.skip`. */
function calledName({ callee }) {
  const named = callee.type === 'MemberExpression' ? callee.object : callee;
  return named.type === 'Identifier' ? named.name : '';
}

/**
 * An ESLint rule for tests. A module is read once for several files of one process, so a hook at its top level runs for the
 * first file alone, or for the tests of all of them. Test files call nothing but `describe…` there, since a function may
 * hold hooks.
 */
export default {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      hook: 'House rule: set `{{name}}` inside of a describe, or in a function that one calls: a module is read once for several files.',
      call: 'House rule: a test file calls only describe… at its top level, not `{{name}}`, which may set hooks.',
    },
  },
  create(context) {
    let depth = 0;
    const enter = () => (depth += 1);
    const leave = () => (depth -= 1);
    const isTest = context.filename.endsWith('.test.ts');
    const isStatement = (node) => node.parent.type === 'ExpressionStatement' && node.parent.parent.type === 'Program';
    return {
      ':function': enter,
      ':function:exit': leave,
      CallExpression(node) {
        if (depth > 0) return;
        const name = calledName(node);
        if (hooks.includes(name)) context.report({ node, messageId: 'hook', data: { name } });
        else if (isTest && isStatement(node) && !name.startsWith('describe'))
          context.report({ node, messageId: 'call', data: { name: context.sourceCode.getText(node.callee) } });
      },
    };
  },
};
