import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { compareRuns, type ComparableRun } from '../../../../src/comparison';
import { parseConfig, type ResolvedConfig } from '../../../../src/config';
import { describeComparison } from '../../../../src/panel/compare/describe';
import { newProgress } from '../../../../src/runs';

function configOf(temperature: string, soft: number): ResolvedConfig {
  const { config } = parseConfig(
    `name: x
data: { set: mnist }
teacher: { model: { preset: mlp, hidden: [20] } }
student: { model: { preset: mlp, hidden: [10] } }
temperature: ${temperature}
loss: { hard: 0.1, soft: ${soft} }
`,
    'yaml',
  );
  assert.ok(config);
  return config;
}

function runOf(id: string, name: string, errors: number, config: ResolvedConfig): ComparableRun {
  const paths = { configPath: '', configHash: '', cacheFolder: '' };
  return {
    ...{ id, name, folder: `/runs/${id}`, createdAt: 0, status: 'finished' },
    manifest: { ...{ formatVersion: 1, id, name, createdAt: 0, config }, ...paths },
    progress: { ...newProgress(), errors, accuracy: 1 - errors / 10_000, seconds: 61.4 },
  };
}

describe('the page that compares runs', () => {
  it('says what they reached, where they differ and what cannot be concluded', () => {
    const runs = [
      runOf('one-0000', 'one', 1136, configOf('4', 0.9)),
      runOf('two-0000', 'two', 140, configOf('{ strategy: linear, from: 8 }', 0.5)),
    ];
    assert.equal(
      describeComparison(runs, compareRuns(runs)),
      `# one and two

> **Note:** the temperature and loss.soft differ together: the weights may explain what looks like an effect of T.

> **Note:** 2 settings differ: a gain cannot be attributed to one of them.

## Results

|  | \`one-0000\` | \`two-0000\` |
| --- | --- | --- |
| status | finished | finished |
| measured on | test | test |
| errors | 1,136 | 140 |
| accuracy | 88.64 % | 98.60 % |
| time | 1 min 1 s | 1 min 1 s |

## Settings that differ

| setting | \`one-0000\` | \`two-0000\` |
| --- | --- | --- |
| \`temperature.strategy\` | \`"constant"\` | \`"linear"\` |
| \`temperature.value\` | \`4\` | – |
| \`loss.soft\` | \`0.9\` | \`0.5\` |
| \`temperature.from\` | – | \`8\` |
| \`temperature.to\` | – | \`1\` |

`,
    );
  });
  it('reads no Markdown out of names and values', () => {
    const [page] = [
      describeComparison([runOf('a', '<b>*x*</b> | ![y](z)', 1, configOf('4', 0.9))], {
        settings: [{ path: 'a|b', values: ['`|\n'] }],
        ...{ inputs: [], results: [], splits: ['test'], warnings: [] },
      }),
    ];
    assert.match(page, /^# \\<b\\>\\\*x\\\*\\<\/b\\> \\\| \\!\\\[y\\\]\\\(z\\\)$/m);
    assert.match(page, /^\| `a\\\|b` \| `` "`\\\|\\n" `` \|$/m);
  });
  it('says that nothing differs', () => {
    const runs = [runOf('a', 'a', 1, configOf('4', 0.9)), runOf('b', 'b', 1, configOf('4', 0.9))];
    assert.match(describeComparison(runs, compareRuns(runs)), /## Settings that differ\n\nNone\.\n/);
  });
});
