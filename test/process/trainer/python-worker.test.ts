import assert from 'node:assert/strict';
import { TrainingFailure } from '../../../src/trainer/context/failure';
import { PythonWorker } from '../../../src/trainer/torch/python-worker';

/** A process in place of Python's: says its facts, and answers each line by a piece of JavaScript that sees it as `line`. */
function start(answer: string): ReturnType<typeof PythonWorker.start> {
  const code = `const say = (...given) => process.stdout.write(...given);
say('{"python":"3.11","torch":"2.15","devices":["cpu"]}\\n');
require('readline').createInterface({ input: process.stdin }).on('line', (line) => { ${answer} });`;
  return PythonWorker.start({ command: process.execPath, args: ['-e', code], env: {} }, 'RUN');
}

const failureOf = async (answer: Promise<unknown>): Promise<string> => {
  try {
    await answer;
  } catch (error) {
    assert.ok(error instanceof TrainingFailure, String(error));
    return `${error.message}; ${error.hint}`;
  }
  return assert.fail('it has answered');
};

describe('the process of PyTorch', () => {
  it('fails with a sentence where a line of it is no answer, and is asked nothing more', async () => {
    const { worker } = await start(`say('Traceback ' + 'x'.repeat(9000) + '\\n');`);
    const failures = await Promise.all([worker.ask({ do: 'one' }), worker.ask({ do: 'two' })].map(failureOf));
    for (const failure of [...failures, await failureOf(worker.ask({ do: 'three' }))]) {
      assert.match(
        failure,
        /^the process of PyTorch answered 'Traceback x{189}…', which is no answer; it may have been ended/,
      );
    }
    await worker.close();
  });

  it('fails by its end where it is killed while it writes an answer', async () => {
    const { worker } = await start(`say('{"ok":{"labels":[1,', () => process.kill(process.pid, 'SIGKILL'));`);
    assert.match(
      await failureOf(worker.ask({ do: 'rows' })),
      /^the process of PyTorch has ended by SIGKILL; memory may have run out: lower batchSize$/,
    );
    await worker.close();
  });

  it('fails by its error in the words of a person', async () => {
    const error = { message: 'ValueError: no such picture', where: 'data.py:12' };
    const { worker } = await start(`say(${JSON.stringify(JSON.stringify({ error }))} + '\\n');`);
    assert.match(
      await failureOf(worker.ask({ do: 'rows' })),
      /^data\.py:12: ValueError: no such picture; its traceback/,
    );
    await worker.close();
  });
});
