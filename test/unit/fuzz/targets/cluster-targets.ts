import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { readProfiles } from '../../../../src/cli/profiles';
import { UsageError } from '../../../../src/cli/usage-error';
import type { Generator } from '../../../../src/data';
import { readState } from '../../../../src/launchers/command/command';
import { fillTemplate } from '../../../../src/launchers/command/template';
import type { JobLook } from '../../../../src/launchers/launcher';
import { ProfileFault, profileNamed, profileNames, profilesJsonSchema } from '../../../../src/launchers/profiles';
import type { Profile } from '../../../../src/launchers/profiles';
import { jobsIn, readAnswer } from '../../../../src/launchers/ray/client';
import { lookOf } from '../../../../src/launchers/ray/ray';
import { describeRefusal } from '../../../../src/launchers/slurm/refusals';
import { readSacct } from '../../../../src/launchers/slurm/sacct';
import { jobScript } from '../../../../src/launchers/slurm/script';
import { readSqueue, squeueWords, UnknownOutput } from '../../../../src/launchers/slurm/squeue';
import { SubmitFault } from '../../../../src/launchers/jobs/submit-fault';
import { isJobState } from '../../../../src/runs/protocol/arrival';
import { forgeJson, pick } from '../forge-json';
import { inFolder } from '../in-folder';
import type { Target } from '../target';

const profiles = {
  gpu: { launcher: 'slurm', partition: 'gpu', gpus: 'a100:2', cpus: 4, memory: '16G', time: '2-00:00:00', warning: 60 },
  own: {
    launcher: 'slurm',
    lines: ['#SBATCH --constraint=a100', 'module load cuda'],
    requeue: false,
    bin: '/opt/slurm/bin',
  },
  dash: { launcher: 'ray', address: 'http://head:8265', gpus: 0.5, memory: 4000, tokenFile: '/srv/a/token' },
  far: {
    launcher: 'command',
    submit: ['ssh', 'far', '{line}'],
    state: ['ssh', 'far', 'state', '{id}'],
    stop: ['true'],
  },
};
const oddWords = [
  'gpu --uid=0',
  'a\nb',
  '\u2028',
  '{run}',
  "'; rm -rf ~; '",
  'http://[',
  'https://a b',
  'x'.repeat(300),
  '#SBATCH',
  1e6,
];
const isTaken = new Ajv({ strict: false }).compile(profilesJsonSchema());

/** Profiles of clusters, in the editor's setting and in the terminal's file: both take the same ones. */
export function profilesTarget(): Target {
  const file = path.join(inFolder(), 'profiles.json');
  const check = (bytes: Buffer): void => {
    writeFileSync(file, bytes);
    let read: unknown;
    try {
      read = readProfiles({ DISTILLERY_PROFILES: file });
    } catch (error) {
      assert.ok(error instanceof UsageError && error.message.includes('holds no profiles'), String(error));
      return;
    }
    for (const name of profileNames(read)) {
      const value: unknown = Reflect.get(read as object, name);
      const isValid = isTaken({ [name]: value });
      try {
        assertHarmless(profileNamed(read, name));
        assert.ok(isValid, `the launchers take it, and the setting says: ${JSON.stringify(isTaken.errors)}`);
      } catch (error) {
        assert.ok(error instanceof ProfileFault && error.message.includes(`'${name}'`), String(error));
        // An address that no URL can be is seen by the launchers alone.
        assert.ok(!isValid || error.message.includes('an address such as'), `the setting takes it: ${error.message}`);
      }
    }
  };
  const names = (length: number, valueAt: (at: number) => string): string =>
    `{${Array.from({ length: length / 40 }, (_, at) => `"n${at}":${valueAt(at)}`).join()}}`;
  return {
    ...{
      name: 'profiles of clusters, in the editor and the terminal',
      corpus: [Buffer.from(JSON.stringify(profiles))],
      check,
    },
    forge: (_, generator) => Buffer.from(JSON.stringify(forgeJson(profiles, generator, oddWords) ?? null)),
    worst: {
      'lines of a script': [1 << 16, (length) => `{"a":{"launcher":"slurm","lines":[${'"",'.repeat(length / 4)}"a"]}}`],
      'unknown keys': [
        1 << 16,
        (length) => `{"a":{"launcher":"slurm",${Array.from({ length: length / 12 }, (_, at) => `"k${at}":1`).join()}}}`,
      ],
      'a long word': [1 << 17, (length) => `{"a":{"launcher":"slurm","partition":"${'a'.repeat(length)}"}}`],
      'a long address': [1 << 17, (length) => `{"a":{"launcher":"ray","address":"http://${'a/'.repeat(length / 2)}"}}`],
      'brackets that open': [1 << 14, (length) => `{"a":${'['.repeat(length)}`],
      'comments that open': [1 << 17, (length) => '/*'.repeat(length / 2)],
      'quotes that open': [1 << 17, (length) => '"'.repeat(length)],
      'names that are none': [1 << 16, (length) => names(length, () => '1').replaceAll('n', '!')],
    },
  };
}

/** No word of a profile becomes another option, line or word of a shell than the person wrote. */
function assertHarmless(profile: Profile): void {
  const folder = "/a 'b";
  if (profile.launcher === 'slurm') {
    const { lines = [] } = profile;
    const text = jobScript({ folder, words: ['node', "it's"] }, profile);
    const own = text.split('\n').filter((line) => !lines.includes(line));
    assert.match(own[0] ?? '', /^#!\/bin\/sh$/);
    assert.ok(
      own.slice(1, -4).every((line) => /^#SBATCH --[a-z-]+(=\S+)?$/.test(line)),
      text,
    );
    assert.equal(text.split('\n').length, own.length + lines.length);
  }
  if (profile.launcher === 'ray') assert.ok(new URL('api/jobs/', profile.address).href.startsWith('http'));
  if (profile.launcher === 'command') {
    try {
      assert.ok(fillTemplate(profile.submit, { run: ['a', 'b'], folder }).length >= profile.submit.length);
    } catch (error) {
      assert.ok(error instanceof SubmitFault && error.message.includes('{run}'), String(error));
    }
  }
}

const widths = (squeueWords().find((word) => word.startsWith('--Format=')) ?? '')
  .split(',')
  .map((column) => Number(column.split(':')[1]));
const rowOf = (...cells: readonly string[]): string =>
  widths.map((width, at) => (cells[at] ?? '').slice(0, width).padEnd(width)).join('');
const rayJobs = [
  { submission_id: 'a.1-0000', status: 'RUNNING', driver_info: { node_ip_address: '10.0.0.1' } },
  { submission_id: 'b.1-0000', status: 'FAILED', message: 'Job entrypoint command failed with exit code 72' },
  { submission_id: null, status: 'PENDING', type: 'DRIVER' },
];

/** Programs of clusters by what they print, with a whole output of each; the first byte of an input says which it is of. */
const printers: readonly { readonly whole: string; readonly read: (text: string) => readonly JobLook[] }[] = [
  {
    whole: [
      rowOf('12', 'a.1-0000', 'PENDING', 'Priority', '', '10:00', '0'),
      rowOf('14_3', 'b.1-0000', 'RUNNING', 'None', 'node7', '1-02:03:04', '2'),
      rowOf('15', 'c.1-0000', 'CANCELLED', 'None', 'n/a', 'INVALID', '0', '0'),
      rowOf('16', 'd.1-0000', 'FAILED', 'NonZeroExitCode', 'node1', '1:00', '2', '18432'),
    ].join('\n'),
    read: (text) => readSqueue(text, 1_000_000).map(({ look }) => look),
  },
  {
    whole: '9|NODE_FAIL|1:0|node7|a.1-0000\n811_1|CANCELLED by 1000|0:0|None assigned|a.1-0000\n',
    read: (text) => readSacct(text).map(({ look }) => look),
  },
  {
    whole: JSON.stringify(rayJobs),
    read: (text) => jobsIn(readAnswer({ address: 'http://a' }, { status: 200, text }), 'http://a').map(lookOf),
  },
  { whole: 'running on node 7\n', read: (text) => [readState(text, '3', 'state')] },
  { whole: 'sbatch: error: invalid partition specified: gpus\n', read: describesRefusals },
];

function describesRefusals(text: string): readonly JobLook[] {
  assert.ok(describeRefusal(text, { launcher: 'slurm' }, 'p').length > 20);
  assert.throws(() => readAnswer({ address: 'http://a' }, { status: 500, text }), /^Error: http:\/\/a answered 500/);
  return [];
}

/** Answers of SLURM, Ray and commands: each job's state is one that can be written down and read again, or the answer is refused in words. */
export function clusterAnswersTarget(): Target {
  const inputOf = (place: number, text: string): Buffer => Buffer.concat([Buffer.of(place), Buffer.from(text)]);
  const check = (input: Buffer): void => {
    const printer = printers[(input[0] ?? 0) % printers.length];
    try {
      for (const look of printer?.read(input.toString('utf8', 1)) ?? []) {
        const written = JSON.parse(JSON.stringify({ ...look, at: 1 })) as unknown;
        assert.ok(isJobState(written), JSON.stringify(look));
        assert.ok((look.reason ?? '').length < 400 && (look.node ?? '').length < 400, 'it can be shown on a line');
      }
    } catch (error) {
      assert.ok(error instanceof SubmitFault || error instanceof UnknownOutput, String(error));
      assert.ok(error.message.length < 600);
    }
  };
  const long = (place: number, small: number, textOf: (length: number) => string) =>
    [small, (length: number) => inputOf(place, textOf(length))] as const;
  return {
    ...{ name: 'answers of clusters', corpus: printers.map(({ whole }, place) => inputOf(place, whole)), check },
    forge: forgeAnswer,
    worst: {
      'jobs of squeue': long(0, 1 << 17, (length) =>
        `${rowOf('12', 'a', 'RUNNING', '', '', '1:00', '0')}\n`.repeat(length / 600),
      ),
      'a line of squeue': long(0, 1 << 17, (length) => ' '.repeat(length)),
      'an id of brackets': long(0, 1 << 17, (length) => `1_[${'['.repeat(length)}`),
      'bars of sacct': long(1, 1 << 17, (length) => '|'.repeat(length)),
      'lines of sacct': long(1, 1 << 17, (length) => '9|FAILED|1:0|n|a\n'.repeat(length / 17)),
      'jobs of Ray': long(
        2,
        1 << 17,
        (length) => `[${new Array(Math.floor(length / 60)).fill(JSON.stringify(rayJobs[0])).join()}]`,
      ),
      'a message of Ray': long(2, 1 << 17, (length) =>
        JSON.stringify([{ ...rayJobs[1], message: '\n '.repeat(length / 4) }]),
      ),
      'spaces of a command': long(3, 1 << 17, (length) => ' '.repeat(length)),
      'marks of a command': long(3, 1 << 17, (length) => `running${'-'.repeat(length)}`),
      'lines of a refusal': long(4, 1 << 17, (length) => 'sbatch: error: \n'.repeat(length / 16)),
    },
  };
}

const oddCells = [
  '',
  'None',
  'n/a',
  'UNLIMITED',
  '9'.repeat(30),
  '-1',
  '1_[0-9%3]',
  '1+2',
  'RUNNING',
  'LÄUFT',
  'TIMEOUT',
  '0:0:0',
  '\u0000',
  '|',
];

function forgeAnswer(original: Buffer, generator: Generator): Buffer {
  const place = (original[0] ?? 0) % printers.length;
  const text = original.toString('utf8', 1);
  const forged = ((): string => {
    switch (place) {
      case 0: {
        const cells = ['12', 'a.1-0000', 'RUNNING', 'None', 'node7', '1:00', '0', '0'];
        for (let left = 1 + generator.nextBelow(3); left > 0; left -= 1)
          cells[generator.nextBelow(8)] = pick(oddCells, generator);
        return `${text}\n${rowOf(...cells)}`;
      }
      case 2:
        return JSON.stringify(
          forgeJson(rayJobs, generator, ['FAILED', 'STOPPED', 'SUCCEEDED', '\n\n', { node_ip_address: 7 }]) ?? null,
        );
      default: {
        const words = text.split(/(?<=[ |=:])/);
        words[generator.nextBelow(words.length)] = `${pick(oddCells, generator)} `;
        return words.join('');
      }
    }
  })();
  return Buffer.concat([Buffer.of(place), Buffer.from(forged)]);
}
