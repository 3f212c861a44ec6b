import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A turn is what training is: steps one after the other. */
const turnSeconds = 0.3;
const warmUpRounds = 2;

/**
 * Turns of the compilers of two checkouts on the workloads that both have, each in a process of its own. Gives for each the least
 * milliseconds of a step by the clock and of the processors.
 */
export async function* compareSteps(checkouts, rounds, only) {
  const sides = await Promise.all(checkouts.map(startSide));
  const shared = sides[1].workloads.filter((name) => sides[0].workloads.includes(name));
  for (const name of only ?? shared) {
    for (const side of sides) await side.ask({ compile: name });
    const least = sides.map(() => ({ wallMs: Infinity, processorMs: Infinity }));
    for (let round = 0; round < rounds + warmUpRounds; round += 1) {
      for (const [index, side] of sides.entries()) {
        const { wallMs, processorMs } = await side.ask({ seconds: turnSeconds });
        if (round < warmUpRounds) continue;
        least[index].wallMs = Math.min(least[index].wallMs, wallMs);
        least[index].processorMs = Math.min(least[index].processorMs, processorMs);
      }
    }
    const [before, after] = least;
    yield { name: `${name}, ms`, before: before.wallMs, after: after.wallMs };
    yield { name: `${name}, processor ms`, before: before.processorMs, after: after.processorMs };
  }
  for (const side of sides) side.stop();
}

/** A process that runs steps of a checkout. */
async function startSide(checkout) {
  const child = fork(path.join(import.meta.dirname, 'step-turns.mjs'), [checkout], {
    ...{ execArgv: ['--import', 'tsx'], cwd: checkout },
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the steps of ${checkout} ended with ${code}; its error is above`);
  });
  ended.catch(() => undefined);
  const answer = async () => (await Promise.race([once(child, 'message'), ended]))[0];
  const { workloads } = await answer();
  const ask = (question) => {
    const answered = answer();
    child.send(question);
    return answered;
  };
  return { workloads, ask, stop: () => child.disconnect() };
}
