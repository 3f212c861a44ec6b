// Times what the editor asks of the config language after each keystroke, in plain Node on the code that its providers
// use: a 2,000-line config, the example, and one of own data in 1,000 classes, in YAML and JSON. Medians; --json prints them as data.
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import {
  checkConfig,
  completeConfig,
  hoverConfig,
  lensAnchors,
  parseConfig,
  semanticTokensOf,
} from '../../../src/config/index.ts';
import { longConfig } from '../long-config.mjs';
import { ownConfig, ownFacts } from '../own-config.mjs';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '15' } },
});
const rounds = Number(options.rounds);
const example = (name) => readFileSync(path.resolve(import.meta.dirname, '../../../examples', name), 'utf8');

/** The most milliseconds that a median may take. */
const budgets = {
  long: { diagnostics: 50, completion: 15, lenses: 10, colours: 10 },
  example: { diagnostics: 50, completion: 3, lenses: 10, colours: 3 },
  // Facts of large data are looked at behind, so that they change nothing that a person waits for.
  'own data': { diagnostics: 50, completion: 3, lenses: 10, colours: 3, hover: 20 },
};

const documents = [
  {
    name: 'long',
    language: 'yaml',
    text: longConfig('yaml', 2000),
    typed: '\n          units: 96',
    after: 'units: 995',
  },
  { name: 'long', language: 'json', text: longConfig('json', 2000), typed: ', "units": 96', after: '"units": 995' },
  {
    name: 'example',
    language: 'yaml',
    text: example('mnist.distill.yaml'),
    typed: '\n  validation: 96',
    after: 'set: mnist',
  },
  {
    name: 'example',
    language: 'json',
    text: example('mnist.distill.json'),
    typed: ', "train": 96',
    after: '"set": "mnist"',
  },
  ...['yaml', 'json'].map((language) => ({
    ...{ name: 'own data', language, text: ownConfig(language), lookUp: () => ownFacts },
    typed: language === 'yaml' ? '\n  limit: 96' : ', "limit": 96',
    after: language === 'yaml' ? 'path: flowers' : '"path": "flowers"',
  })),
];

/** The text and the cursor after each key of `typed` is pressed, in the middle of the document. */
function keystrokes({ text, typed, after, lookUp }) {
  const first = text.indexOf(after);
  const middle = text.indexOf(after, text.length / 2);
  const start = (middle < 0 ? first : middle) + after.length;
  return Array.from(typed, (_, index) => ({
    text: text.slice(0, start) + typed.slice(0, index + 1) + text.slice(start),
    offset: start + index + 1,
    lookUp,
  }));
}

/** Timed requests, in the order of the editor: the first one parses a text that is not in the cache. */
const questions = {
  diagnostics: ({ text, lookUp }, language) => checkConfig(parseConfig(text, language, { lookUp })),
  completion: ({ text, offset }, language) => completeConfig(text, language, offset),
  lenses: ({ text }, language) => lensAnchors(text, language),
  colours: ({ text, lookUp }, language) => semanticTokensOf(parseConfig(text, language, { lookUp })),
  hover: ({ text, lookUp }, language) => hoverConfig(text, language, text.indexOf('data') + 1, lookUp),
};

function measure(document) {
  const times = Object.fromEntries(Object.keys(questions).map((name) => [name, []]));
  for (let round = 0; round < rounds + 1; round += 1) {
    for (const state of keystrokes(document)) {
      for (const [name, ask] of Object.entries(questions)) {
        const start = performance.now();
        ask(state, document.language);
        const milliseconds = performance.now() - start;
        if (round > 0) times[name].push(milliseconds);
      }
    }
  }
  const budget = budgets[document.name];
  return Object.entries(times).map(([question, measured]) => {
    const sorted = [...measured].sort((a, b) => a - b);
    const at = (share) => Number(sorted[Math.floor(share * (sorted.length - 1))].toFixed(3));
    return {
      document: document.name,
      language: document.language,
      lines: document.text.split('\n').length - 1,
      question,
      medianMs: at(0.5),
      slowestMs: at(1),
      ...(question in budget ? { budgetMs: budget[question], isWithin: at(0.5) < budget[question] } : {}),
    };
  });
}

const results = documents.flatMap(measure);
if (options.json) console.log(JSON.stringify({ load: loadavg(), rounds, results }, null, 2));
else {
  console.log(`after each keystroke, ${rounds} rounds, load ${loadavg()[0].toFixed(1)}`);
  for (const { document, language, lines, question, medianMs, slowestMs, budgetMs, isWithin } of results) {
    const judged = budgetMs === undefined ? '' : `  ${isWithin ? 'under' : 'NOT under'} ${budgetMs} ms`;
    const subject = `${document} ${language} (${lines} lines)`.padEnd(28);
    const figures = `${medianMs.toFixed(2).padStart(8)} ms (at most ${slowestMs.toFixed(2)})`;
    console.log(`${subject}${question.padEnd(12)}${figures}${judged}`);
  }
}
if (results.some(({ isWithin }) => isWithin === false)) process.exitCode = 1;
