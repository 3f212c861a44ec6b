import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readSacct, readScontrol } from '../../../../src/launchers/slurm/scontrol';
import { parseDuration, readSqueue, squeueWords } from '../../../../src/launchers/slurm/squeue';

/** A row of `squeue` with the widths that were asked for. */
function row(...cells: readonly string[]): string {
  const format = squeueWords.find((word) => word.startsWith('--Format=')) ?? '';
  const widths = format.split(',').map((column) => Number(column.split(':')[1]));
  return cells.map((cell, index) => cell.slice(0, widths[index]).padEnd(widths[index] ?? 0)).join('');
}

const shown = (version: string): string =>
  readFileSync(`test/fixtures/launchers/slurm/scontrol-${version}.txt`, 'utf8').trim();

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

describe('one job of scontrol', () => {
  it('of 22.05 names a folder that the node does not see', () => {
    assert.deepEqual(readScontrol(shown('22.05'), '3').look, {
      ...{ id: '3', node: 'node1', restarts: 0, kind: 'ended', outcome: 'failed' },
      reason: 'node1 does not see the run folder; keep the workspace on a disk that this machine and the cluster share',
    });
  });

  it('of 23.11 names the time limit of a task of an array', () => {
    assert.deepEqual(readScontrol(shown('23.11'), '811_1').look, {
      ...{ id: '811_1', node: 'node[7-8]', restarts: 2, kind: 'ended', outcome: 'failed' },
      reason: 'it was ended at its time limit; resume goes on from the last checkpoint',
    });
  });

  it('of 24.11 names memory', () => {
    assert.match(readScontrol(shown('24.11'), '40211').look?.reason ?? '', /^it needed more memory than it asked for/);
  });

  it('has a name that may hold any sign', () => {
    const line = shown('22.05').replace(/JobName=\S+/, 'JobName=x JobState=COMPLETED Restarts=9');
    const { name, state } = readScontrol(line, '3');
    assert.deepEqual([name, state], ['x JobState=COMPLETED Restarts=9', 'FAILED']);
  });

  it('of another version is shown and not guessed at', () => {
    assert.throws(() => readScontrol('{"jobs":[]}', '3'), /^Error: scontrol printed what is not known here: '\{"jobs"/);
  });
});

describe('one job of sacct', () => {
  it('tells of a job that the controller has forgotten', () => {
    const look = readSacct('NODE_FAIL|1:0|node7|a.1-0000\n', '9', 'a.1-0000');
    assert.equal(look?.reason, 'node7 failed; resume goes on from the last checkpoint');
    assert.equal(readSacct('CANCELLED by 1000|0:0|None assigned|a.1-0000', '9', 'a.1-0000')?.outcome, 'cancelled');
  });

  it('tells nothing of a job whose id another had before', () => {
    assert.equal(readSacct('COMPLETED|0:0|node7|other', '9', 'a.1-0000'), undefined);
  });
});
