import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Rooms whose sentences docs/clusters.md explains. */
const rooms = ['src/launchers', 'src/trainer/torch', 'python/distillery/training/processes'];

/** Sources of a room as one text each, with literals that go on in the next line joined. */
function sourcesOf(room: string): string[] {
  const names = readdirSync(room, { recursive: true }).map(String);
  return names
    .filter((name) => /\.(ts|py)$/.test(name))
    .map((name) => readFileSync(path.join(room, name), 'utf8').replaceAll(/["'`]\s*\+?\s*f?["'`]/g, ''));
}

/** A sentence of the page, in which `…` stands for any part, and any word may be a value of the source's template. */
function patternOf(sentence: string): RegExp {
  const words = sentence.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).split('…');
  const value = String.raw`\$?\{[^}]*\}`;
  return new RegExp(words.map((part) => part.trim().replaceAll(/\w+/g, `(?:$&|${value})`)).join('[^\\n]*'));
}

describe('the table of mistakes in docs/clusters.md', () => {
  const table = readFileSync('docs/clusters.md', 'utf8').split('## Where it goes wrong')[1] ?? '';
  const sentences = [...table.matchAll(/^\| (`.*?`) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text),
  );
  const sources = rooms.flatMap(sourcesOf);

  it('has the sentences that are said', () => {
    assert.ok(sentences.length >= 15, sentences.join('\n'));
    assert.deepEqual(
      sentences.filter((sentence) => !sources.some((source) => patternOf(sentence).test(source))),
      [],
    );
  });
});
