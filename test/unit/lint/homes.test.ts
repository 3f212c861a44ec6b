import assert from 'node:assert/strict';
import { Linter } from 'eslint';
import homesRule, { homes } from '../../../scripts/lint/rules/homes-rule.mjs';

/** For each kind of work code that does it a second time, and code that only looks like it. */
const cases: Readonly<Record<keyof typeof homes, { readonly guilty: readonly string[]; readonly innocent: string }>> = {
  'escaping of HTML': {
    guilty: ["text.replaceAll('<', '&lt;')", 'const html = `&amp;${text}`'],
    innocent: "const words = 'salt & pepper'",
  },
  'containment of paths': {
    guilty: ["relative.startsWith('..')", "relative.startsWith('../')"],
    innocent: "name.startsWith('.')",
  },
  'slashes of paths': {
    guilty: ["file.split(path.sep).join('/')"],
    innocent: "names.split(',').join('/')",
  },
  'the workspace of a run folder': {
    guilty: ['path.dirname(path.dirname(path.dirname(folder)))'],
    innocent: 'path.dirname(path.dirname(folder))',
  },
  'the name of the store': { guilty: ["path.join(root, '.distillery', 'runs')"], innocent: "const key = 'distillery'" },
  'settings of ONNX Runtime': {
    guilty: ["create(model, { graphOptimizationLevel: 'all' })", 'create(model, { intraOpNumThreads: 1 })'],
    innocent: 'create(model, sessionOptions(1))',
  },
  'reading of tfjs models': { guilty: ["json['weightsManifest']"], innocent: "json['weights']" },
  percentages: { guilty: ['const words = `${100 * share} %`'], innocent: 'const words = `${done} of ${all}`' },
  'capitals of sentences': {
    guilty: ['text.charAt(0).toUpperCase() + text.slice(1)'],
    innocent: 'name.toUpperCase()',
  },
  'texts cut to a length': { guilty: ['`${text.slice(0, 60)}…`'], innocent: '`Export ${name}…`' },
  'facts in one line': {
    guilty: ["parts.filter((part) => part !== '').join(' · ')"],
    innocent: "parts.join(' · ')",
  },
  'numbers in two digits': { guilty: ["String(hour).padStart(2, '0')"], innocent: "String(index).padStart(4, '0')" },
};

function found(code: string, filename: string): string[] {
  const rules = { 'house/homes': 'error' } as const;
  const config = [{ files: ['**/*.ts'], plugins: { house: { rules: { homes: homesRule } } }, rules }];
  return new Linter().verify(code, config, { filename }).map(({ message }) => message);
}

describe('work that is done in one place', () => {
  for (const [work, { guilty, innocent }] of Object.entries(cases)) {
    for (const code of guilty) {
      it(`is refused a second time: ${work}, as in ${code}`, () => {
        const [message, ...others] = found(code, 'src/elsewhere/file.ts');
        assert.match(message ?? '', new RegExp(`^House rule: ${work} has one home: take `));
        assert.deepEqual(others, []);
        for (const home of homes[work]?.homes ?? [])
          assert.deepEqual(found(code, home.endsWith('.ts') ? home : `${home}/file.ts`), []);
      });
    }

    it(`is not seen in ${innocent}`, () => assert.deepEqual(found(innocent, 'src/elsewhere/file.ts'), []));
  }

  it('has a case for each kind', () => assert.deepEqual(Object.keys(cases).sort(), Object.keys(homes).sort()));
});
