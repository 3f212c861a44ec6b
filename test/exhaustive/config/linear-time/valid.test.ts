import { growsWithLength, type Texts } from './questions';

/** A config without errors but for its sweep, so that its lints are asked too. */
const swept = (over: string): string =>
  `name: a\ndata: { set: mnist }\nstudent: { model: { preset: mlp, hidden: [8] } }\nsweep: { method: random, over: ${over} }\n`;
const numbers = (length: number): string => Array.from({ length }, (_, place) => place + 1).join(', ');

/** Valid but for one part, which a lint looks at: lints are silent about what cannot be read. */
const worstValid: Texts = {
  'settings that vary': (length) =>
    swept(`{ ${Array.from({ length: length / 16 }, (_, place) => `"k${place}": [1, 2]`).join(', ')} }`),
  'values of a setting': (length) => swept(`{ temperature.value: [${numbers(length / 8)}] }`),
  'keys of a path that varies': (length) => swept(`{ "${'a.'.repeat(length / 2)}a": [1, 2] }`),
  'a sweep beside many layers': (length) =>
    `name: a\ndata: { set: mnist }\nsweep: { over: { temperature.value: [1, 2, 4, 8, 16] } }\nstudent: { model: { preset: custom, layers: [${'{ layer: dense, units: 8 }, '.repeat(length / 27)}] } }\n`,
  'names of classes': (length) =>
    `name: a\nstudent: { model: { preset: mlp, hidden: [8] } }\ndata: { format: table, path: a.csv, classes: [${Array.from({ length: length / 8 }, (_, place) => `c${place}`).join(', ')}] }\n`,
  'files of answers': (length) =>
    `name: a\nstudent: { model: { preset: mlp, hidden: [8] } }\ndata: { set: mnist }\nteacher: { model: { preset: answers, path: [${'a.npy, '.repeat(length / 7)}] } }\n`,
  'an expression of many terms': (length) =>
    `name: a\nstudent: { model: { preset: mlp, hidden: [8] } }\ndata: { set: mnist }\nteacher: { model: { preset: mlp, hidden: [8] } }\ntemperature: { strategy: expression, value: '${'1 + '.repeat(length / 4)}1' }\n`,
};

describe('time grows with the length of a config that is valid but for one part, and no faster', () => {
  growsWithLength('yaml', worstValid);
});
