import assert from 'node:assert/strict';
import path from 'node:path';
import type { Generator } from '../../../../src/data';
import { readAnswer } from '../../../../src/interpreters/probe';
import {
  parseCompareAnswer,
  parseSummaryAnswer,
  parseTargetsAnswer,
  readFromAugment,
  readFromLive,
  readFromPreview,
  readFromSweep,
  readFromTable,
  readToAugment,
  readToLive,
  readToPreview,
  readToSweep,
  readToTable,
  readViews,
  MessageError,
} from '../../../../src/panel/messages';
import { findTraceback, isOwnFile, ownFrame } from '../../../../src/runs';
import { forgeJson, pick } from '../forge-json';
import { inFolder } from '../in-folder';
import type { Target, WorstInputs } from '../target';

/** Output of a script, from which its failure is named and its files are linked. */
export function tracebackTarget(): Target {
  const workspace = inFolder();
  const whole = [
    'epoch 1\nTraceback (most recent call last):\n  File "/w/train.py", line 4, in <module>\n    inner()\nValueError: a bad thing\n',
    '  File "a.py", line 1\n    x = (\n        ^\nSyntaxError: \'(\' was never closed\n',
    'Traceback (most recent call last):\n  File "a.py", line 3, in f\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "b.py", line 2, in g\nKeyError\n',
  ];
  const pieces = [
    ...['Traceback (most recent call last):', '  File "../../etc/passwd", line 9', '  File "a", line 0, in x', ' ', ''],
    ...[
      `  File "${'a", line 1'.repeat(50)}", line 7, in y`,
      'E: m',
      '\r',
      '  File "\u0000", line 99999999999999999999',
    ],
  ];
  const check = (bytes: Buffer): void => {
    const found = findTraceback(bytes.toString('utf8'));
    if (found === undefined) return;
    assert.ok(found.frames.length > 0 && found.frames.length <= 100 && found.exception.length <= 1000);
    for (const { file, line } of found.frames) {
      assert.ok(file !== '' && Number.isSafeInteger(line) && line >= 1, `line ${line}`);
    }
    const own = ownFrame(found, workspace);
    assert.ok(own === undefined || isOwnFile(path.resolve(workspace, own.file), workspace));
  };
  const forge = (original: Buffer, generator: Generator): Buffer => {
    const lines = original.toString('utf8').split('\n');
    for (let left = 1 + generator.nextBelow(4); left > 0; left -= 1) {
      lines.splice(generator.nextBelow(lines.length), generator.nextBelow(2), pick(pieces, generator));
    }
    return Buffer.from(lines.join('\n'));
  };
  const corpus = whole.map((text) => Buffer.from(text));
  const frame = '  File "a.py", line 3, in f\n';
  const head = 'Traceback (most recent call last):\n';
  const worst: WorstInputs = {
    frames: [1 << 16, (length) => `${head}${frame.repeat(length / frame.length)}E: m`],
    heads: [1 << 16, (length) => head.repeat(length / head.length)],
    'heads and ends': [1 << 16, (length) => `${head}${frame}E: m\n`.repeat(length / 70)],
    'a frame of quotes': [1 << 16, (length) => `${head}  File "${'", line 1'.repeat(length / 9)}`],
    spaces: [1 << 16, (length) => `${head}${' '.repeat(length)}`],
    'lines of spaces': [1 << 16, (length) => `${head}${' \n'.repeat(length / 2)}`],
    'carriage returns': [1 << 16, (length) => `${head}${'\r'.repeat(length)}E: m`],
    'a long exception': [1 << 16, (length) => `${head}${frame}E: ${'a.'.repeat(length / 2)}`],
  };
  return { name: 'tracebacks of scripts', corpus, check, forge, worst };
}

const picture = { change: 'none', pixels: [1, 2, 3, 4] };
const tableView = {
  ...{ filter: 'status:running', grouping: 'none', columns: { a: true } },
  order: { key: 'name', isDescending: false },
};
const messages: readonly unknown[] = [
  { type: 'ready' },
  { type: 'open', runId: 'a' },
  { type: 'do', action: 'stop' },
  {
    ...{ type: 'augment', name: 'a', settings: '', notice: '', height: 2, width: 2, channels: 1 },
    pictures: [{ className: 'b', original: picture, versions: [picture] }],
  },
  {
    type: 'live',
    runs: [{ runId: 'a', name: 'a', status: 'running', words: '', progress: 0.5, curves: [] }],
  },
  {
    ...{ type: 'preview', name: 'a', objective: '', notice: '', preflights: ['x'], softness: [], isBehindPick: false },
    charts: [
      {
        ...{ title: 't', formula: 'f', assumes: '', axis: 'epoch', places: [1, 2] },
        ...{ temperatures: [{ label: 'T', values: [1, null] }], softWeight: { label: 'w', values: [1, 2] } },
      },
    ],
  },
  {
    type: 'table',
    table: {
      goal: { label: 'accuracy', unit: 'share', better: 1 },
      settings: [{ path: 'a', label: 'a', isLog: false, values: [{ text: '1', number: 1 }] }],
      count: 1,
      changed: [{ place: 0, point: { index: 0, stage: 'search', values: [0], planned: 1, runs: [] } }],
    },
  },
  { type: 'do', action: 'star', keys: ['a'] },
  [{ name: 'v', view: tableView }],
  { type: 'saveView', view: tableView },
  {
    type: 'runs',
    ...{ settings: [{ path: 'a', label: 'a', isNumber: true }], removed: ['b'] },
    changed: [
      {
        ...{ key: 'a', name: 'a', difference: '', status: 'running', createdAt: 1, standing: '', judgement: '' },
        ...{
          tags: ['t'],
          note: '',
          isStarred: true,
          isArchived: false,
          isBaseline: false,
          isControl: false,
          sweep: '',
        },
        ...{ isSweep: false, repeat: 0, isValidation: false, cells: [1, 'x', null], results: {}, curve: [1, 2] },
      },
    ],
  },
  { type: 'verdict', verdict: { sentence: 's', tone: 'good', basis: '', pairs: [], detail: '' } },
];

/** Messages between the extension and each of its pages; those of the panel have a target of their own. */
export function pageMessageTarget(): Target {
  const readers = [
    ...[readFromAugment, readFromLive, readFromPreview, readFromSweep, readFromTable],
    ...[readToAugment, readToLive, readToPreview, readToSweep, readToTable, readViews],
  ];
  const parsers = [parseCompareAnswer, parseSummaryAnswer, parseTargetsAnswer];
  const check = (bytes: Buffer): void => {
    const text = bytes.toString('utf8');
    let value: unknown = text;
    try {
      value = JSON.parse(text);
    } catch {
      // The text itself is a message that must be refused.
    }
    for (const read of readers) {
      const message: unknown = read(value);
      assert.ok(message === undefined || (typeof message === 'object' && message !== null));
    }
    for (const parse of parsers) {
      try {
        parse(value);
      } catch (error) {
        assert.ok(error instanceof MessageError && error.message.length > 0, String(error));
      }
    }
  };
  const forge = (original: Buffer, generator: Generator): Buffer =>
    Buffer.from(
      JSON.stringify(forgeJson(JSON.parse(original.toString('utf8')), generator, ['../a', 'ready', 1e9]) ?? null),
    );
  const corpus = messages.map((message) => Buffer.from(JSON.stringify(message)));
  const list = (length: number, itemAt: (at: number) => unknown): unknown[] =>
    Array.from({ length: length / 16 }, (_, at) => itemAt(at));
  const worst: WorstInputs = {
    'removed runs': [1 << 16, (length) => JSON.stringify({ type: 'runs', changed: [], removed: list(length, String) })],
    'numbers of a chart': [
      1 << 17,
      (length) =>
        JSON.stringify({ type: 'view', view: 'targets', runId: 'a', answer: list(length, Number), request: {} }),
    ],
    'changed points': [
      1 << 16,
      (length) =>
        JSON.stringify({ type: 'table', table: { count: 1, settings: [], changed: list(length, () => ({})) } }),
    ],
    'brackets that open': [1 << 16, (length) => '['.repeat(length)],
    'unknown fields': [
      1 << 17,
      (length) =>
        JSON.stringify({
          type: 'ready',
          ...Object.fromEntries(list(length, (at) => [`k${String(at)}`, 1]) as [string, unknown][]),
        }),
    ],
  };
  return { name: 'messages of the pages', corpus, check, forge, worst };
}

/** Facts that an interpreter prints of itself when it is asked. */
export function probeTarget(): Target {
  const facts = [
    { version: '3.11.7', executable: '/usr/bin/python3' },
    { folders: ['/usr/lib/python3'], torch: '2.1.0', distillery: '/w/distillery.py' },
    { torch: '2.1.0', devices: ['cpu', 'cuda:0 NVIDIA H200'] },
  ];
  const textOf = (lines: unknown): Buffer =>
    Buffer.from(
      [lines]
        .flat()
        .map((line) => JSON.stringify(line ?? null))
        .join('\n'),
    );
  const check = (bytes: Buffer): void => {
    const { probed, folders } = readAnswer({ output: bytes.toString('utf8'), errors: '', isTimeout: false });
    assert.ok(folders.every((folder) => typeof folder === 'string'));
    if ('fault' in probed) assert.ok(probed.fault.length > 8);
    else {
      const { version, torch = '', devices = [] } = probed.facts;
      assert.ok(version !== '' && version.length <= 1000 && torch.length <= 1000);
      assert.ok(devices.every((device) => typeof device === 'string'));
    }
  };
  const forge = (_: Buffer, generator: Generator): Buffer =>
    textOf(forgeJson(facts, generator, ['\u0000', 'x'.repeat(5000)]));
  const worst: WorstInputs = {
    'lines of facts': [1 << 14, (length) => '{"version":"3"}\n'.repeat(length / 16)],
    'lines that are none': [1 << 14, (length) => '{\n'.repeat(length / 2)],
    folders: [1 << 16, (length) => JSON.stringify({ folders: new Array(Math.floor(length / 4)).fill('a') })],
    'one line': [1 << 16, (length) => 'x'.repeat(length)],
  };
  return { name: 'what an interpreter tells of itself', corpus: [textOf(facts)], check, forge, worst };
}
