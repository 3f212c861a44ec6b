import assert from 'node:assert/strict';
import { completeConfig, lineAndColumn, parseConfig } from '../../../../src/config';
import { accept, valid } from '../documents';

/** Promise of completion at every offset of the valid documents: of all different completions, or of each `stride`th one. */
export function describeAcceptance(stride: number): void {
  describe('a completion', () => {
    for (const [title, language, text] of valid) {
      it(`leaves a readable text wherever it is accepted: ${title}, ${language}`, () => {
        let accepted = 0;
        const tried = new Set<string>();
        for (let offset = 0; offset <= text.length; offset++) {
          for (const completion of completeConfig(text, language, offset)) {
            const { start, end, insertText } = completion;
            assert.ok(start <= offset && offset <= end && end <= text.length);
            assert.equal(lineAndColumn(text, start).line, lineAndColumn(text, end).line);
            // The same at many offsets of a word, and in each space of a line.
            const key = `${start === end ? lineAndColumn(text, start).line : start} ${insertText}`;
            if (tried.has(key)) continue;
            tried.add(key);
            if (tried.size % stride !== 0) continue;
            const { problems } = parseConfig(accept(text, completion), language);
            const broken = problems.find(({ code }) => code === 'syntax' || code === 'duplicate-key');
            assert.equal(broken, undefined, `${insertText} at ${offset}: ${broken?.message ?? ''}`);
            accepted++;
          }
        }
        assert.ok(accepted > 50 / stride);
      }).timeout(20_000);
    }
  });
}
