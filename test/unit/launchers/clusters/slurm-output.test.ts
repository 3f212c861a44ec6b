import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readSacct } from '../../../../src/launchers/slurm/sacct';
import { parseDuration, readSqueue, squeueWords } from '../../../../src/launchers/slurm/squeue';

/** A row of `squeue` with the widths that were asked for. */
function row(...cells: readonly string[]): string {
  const format = squeueWords().find((word) => word.startsWith('--Format=')) ?? '';
  const widths = format.split(',').map((column) => Number(column.split(':')[1]));
  // In bytes, as squeue counts them.
  const pad = (cell: string, width: number): string => cell + ' '.repeat(Math.max(0, width - Buffer.byteLength(cell)));
  return cells.map((cell, index) => pad(cell.slice(0, widths[index]), widths[index] ?? 0)).join('');
}

describe('the list of squeue', () => {
  const at = 1_000_000;

  it('tells where each job is, why it waits and how long it has left', () => {
    const text = [
      row('12', 'a.1-0000', 'PENDING', 'Priority', '', '10:00', '0'),
      row('13', 'b.1-0000', 'RUNNING', 'None', 'node7', '1-02:03:04', '2'),
      row('14_3', 'c.1-0000', 'PENDING', 'JobArrayTaskLimit', '', 'UNLIMITED', '0'),
      row('15', 'd.1-0000', 'CANCELLED', 'None', 'n/a', 'INVALID', '0'),
      row('16', 'e.1-0000', 'COMPLETING', 'None', 'node[1-2]', '0:00', '0'),
    ].join('\n');
    assert.deepEqual(
      readSqueue(`${text}\n`, at).map(({ look }) => look),
      [
        { id: '12', restarts: 0, kind: 'queued', reason: 'Priority: others are ahead' },
        { id: '13', restarts: 2, kind: 'running', node: 'node7', endsAt: at + 93_784_000 },
        {
          ...{ id: '14_3', restarts: 0, kind: 'queued' },
          reason: 'JobArrayTaskLimit: as many runs of the sweep as may are at work',
        },
        { id: '15', restarts: 0, kind: 'ended', outcome: 'cancelled', reason: 'it was cancelled at the cluster' },
        { id: '16', restarts: 0, kind: 'running', node: 'node[1-2]', endsAt: at, reason: 'completing' },
      ],
    );
  });

  it('is told apart by its columns, whatever a name holds', () => {
    const [job] = readSqueue(row('7', 'a|b RUNNING node9; $(id) "', 'PENDING', 'Resources', '', '1:00', '0'), at);
    assert.equal(job?.name, 'a|b RUNNING node9; $(id) "');
    assert.equal(job.look.kind, 'queued');
  });

  it('is counted in bytes, as its widths are: another job of the user may have a name of any script', () => {
    const text = [
      row('7', '训练任务'.repeat(9), 'PENDING', 'Priority'),
      row('8', 'größe', 'RUNNING', 'None', 'n', '1:00'),
    ];
    assert.deepEqual(
      readSqueue(text.join('\n'), at).map(({ name, look: { kind } }) => [name, kind]),
      [
        ['训练任务'.repeat(9), 'queued'],
        ['größe', 'running'],
      ],
    );
  });

  /** Kind and words of each job of a list that was printed by a version, by its state there. */
  const printedBy = (version: string): Record<string, string> => {
    const text = readFileSync(`test/fixtures/launchers/slurm/squeue-${version}.txt`, 'utf8');
    const looks = readSqueue(text, at);
    const lines = text.trimEnd().split('\n');
    assert.equal(looks.length, lines.length);
    return Object.fromEntries(
      looks.map(({ look: { kind, outcome, reason = '' } }, index) => [
        `${lines[index]?.slice(240, 270).trim() ?? ''} ${lines[index]?.slice(270, 370).trim() ?? ''}`,
        `${outcome ?? kind} ${reason}`.trim(),
      ]),
    );
  };

  it('of 22.05 is read as it was printed by one', () => {
    const words = printedBy('22.05');
    assert.equal(
      words['TIMEOUT TimeLimit'],
      'failed it was ended at its time limit; resume goes on from the last checkpoint',
    );
    assert.match(
      words['FAILED NonZeroExitCode'] ?? '',
      /^failed second does not see the run folder; keep the workspace on/,
    );
    assert.match(words['PENDING BeginTime'] ?? '', /^queued BeginTime: /);
    assert.match(words['PENDING PartitionTimeLimit'] ?? '', /^queued PartitionTimeLimit: /);
    assert.equal(words['PENDING None'], 'queued');
    assert.equal(words['RUNNING None'], 'running');
    assert.match(words['COMPLETED None'] ?? '', /^finished /);
  });

  it('of 24.11 is read with the states that its manual adds', () => {
    const words = printedBy('24.11');
    assert.match(words['OUT_OF_MEMORY OutOfMemory'] ?? '', /^failed it needed more memory than it asked for/);
    assert.equal(words['SUSPENDED None'], 'running suspended');
    assert.equal(words['STOPPED None'], 'running stopped');
    assert.equal(words['STAGE_OUT None'], 'running stage out');
    assert.equal(words['CONFIGURING None'], 'queued');
    assert.equal(words['PENDING QOSMaxGRESPerUser'], 'queued QOSMaxGRESPerUser');
    assert.match(words['NODE_FAIL NodeDown'] ?? '', /^failed node8 failed; resume goes on/);
    assert.match(words['PREEMPTED None'] ?? '', /^failed it was preempted, and not queued again/);
    assert.match(words['DEADLINE DeadLine'] ?? '', /^failed it ended as DEADLINE with /);
  });

  it('says with which code or signal a job has ended', () => {
    const reasonOf = (status: string): string | undefined =>
      readSqueue(row('7', 'a', 'FAILED', 'NonZeroExitCode', 'node1', '1:00', '0', status), at)[0]?.look.reason;
    assert.deepEqual(['768', '9', '18432', '32512', 'N/A'].map(reasonOf), [
      'it ended as FAILED with exit code 3; its output is in job.log of the run folder',
      'it ended as FAILED with signal 9; its output is in job.log of the run folder',
      'node1 does not see the run folder; keep the workspace on a disk that this machine and the cluster share',
      "node1 has no such Node.js as the profile's 'node' names; its path there is needed",
      'it ended as FAILED with exit code unknown; its output is in job.log of the run folder',
    ]);
  });

  it('of another version is shown and not guessed at', () => {
    assert.throws(
      () => readSqueue('JOBID NAME STATE\n', at),
      /^Error: squeue printed what is not known here: 'JOBID NAME/,
    );
    assert.throws(() => readSqueue(row('12', 'a', 'läuft'), at), /squeue printed what is not known here/);
  });

  it('has no count and no end that could not be written down', () => {
    const [job] = readSqueue(row('7', 'a', 'RUNNING', 'None', 'n', `${'9'.repeat(20)}-00:00:01`, '-3'), at);
    assert.deepEqual(job?.look, { id: '7', node: 'n', kind: 'running' });
  });

  it('has durations of all forms', () => {
    const forms = ['0:07', '59:59', '2:00:00', '3-00:00:01', 'UNLIMITED', 'NOT_SET', 'INVALID', ''];
    assert.deepEqual(forms.map(parseDuration), [7, 3599, 7200, 259_201, undefined, undefined, undefined, undefined]);
  });
});

describe('jobs of sacct', () => {
  it('are those that the controller has forgotten, of all versions', () => {
    const text = readFileSync('test/fixtures/launchers/slurm/sacct.txt', 'utf8');
    assert.deepEqual(
      readSacct(text).map(({ name, look: { id, outcome, reason } }) => [id, name, outcome, reason]),
      [
        ['9', 'a.1-0000', 'failed', 'node7 failed; resume goes on from the last checkpoint'],
        ['811_1', 'sweep.1-00ff', 'failed', 'it was ended at its time limit; resume goes on from the last checkpoint'],
        ['811_2', 'sweep.1-00ff', 'finished', 'it ended, and wrote no end into the run folder'],
        ['12', 'b.1-0000', 'cancelled', 'it was cancelled at the cluster'],
        [
          '13',
          'c|d.1-0000',
          'failed',
          "it needed more memory than it asked for; raise 'memory' of the profile, and resume",
        ],
      ],
    );
  });

  it('tell nothing where they have not ended, or where there is no table', () => {
    assert.deepEqual(readSacct('9|RUNNING|0:0|node7|a.1-0000\n'), []);
    assert.deepEqual(readSacct('Slurm accounting storage is disabled\n'), []);
    assert.deepEqual(readSacct(''), []);
  });
});
