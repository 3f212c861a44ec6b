import assert from 'node:assert/strict';
import { UncompilableError, type Engine, type Feeds, type StepOutputs, type StepProgram } from '../../../../src/engine';
import { Ensemble, type EnsembleMember } from '../../../../src/trainer/ensemble/ensemble';

const program = (name: string): StepProgram => ({ name, inputs: {}, variables: [], body: () => ({}) });
const steps = (count: number, x: number): Feeds[] =>
  Array.from({ length: count }, (_, index) => ({ x: 10 * x + index }));
const givenTo = (outputs: readonly StepOutputs[]): number[] => outputs.map(({ y }) => y?.[0] ?? NaN);

/** An engine whose steps give back what they are fed, and the sizes of its launches. */
function echo(refusal?: Error): { engine: Engine; launches: number[][]; released: number[]; apart: string[] } {
  const [launches, released, apart]: [number[][], number[], string[]] = [[], [], []];
  const give = (feeds: Feeds): StepOutputs => ({ y: Float32Array.of(Number(feeds['x'])) });
  const engine = {
    compileEnsemble: () =>
      refusal !== undefined
        ? Promise.reject(refusal)
        : Promise.resolve({
            runAll: (all: readonly (readonly Feeds[])[]) => {
              launches.push([all.length, all[0]?.length ?? 0]);
              return Promise.resolve(all.map((members) => members.map(give)));
            },
            release: (member: number) => released.push(member),
          }),
    compile: ({ name }: StepProgram) => {
      apart.push(name);
      return Promise.resolve({ runAll: (all: readonly Feeds[]) => Promise.resolve(all.map(give)) });
    },
  } as unknown as Engine;
  return { engine, launches, released, apart };
}

async function admitAll(members: readonly EnsembleMember[]): Promise<void> {
  await Promise.all(members.map((member) => member.admit(1)));
}

/** Whether a promise is still open after all that waits has had its turn. */
async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  void promise.then(
    () => (isSettled = true),
    () => (isSettled = true),
  );
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  return !isSettled;
}

describe('an ensemble', () => {
  it('launches steps once all members have asked for them, as many as each of them wants', async () => {
    const { engine, launches } = echo();
    const ensemble = new Ensemble(
      () => engine,
      () => assert.fail('it can be compiled'),
    );
    const members = [ensemble.join(), ensemble.join(), ensemble.join()];
    await admitAll(members);
    const compiled = await Promise.all(members.map((member, index) => member.compile(program(String(index)))));
    const [first, second, third] = compiled;
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    const [long, short] = [first.runAll(steps(3, 1)), second.runAll(steps(2, 2))];
    assert.ok(await isOpen(long), 'the third has asked for nothing');
    const last = third.runAll(steps(3, 3));
    assert.deepEqual(givenTo(await short), [20, 21]);
    assert.ok(await isOpen(long), 'one of its steps is left');
    const more = second.runAll(steps(1, 7));
    assert.deepEqual(
      [givenTo(await long), givenTo(await last), givenTo(await more)],
      [[10, 11, 12], [30, 31, 32], [70]],
    );
    assert.deepEqual(launches, [
      [2, 3],
      [1, 3],
    ]);
  });

  it('goes on without a member that ends, whose variables it lets go', async () => {
    const { engine, released } = echo();
    const ensemble = new Ensemble(
      () => engine,
      () => undefined,
    );
    const members = [ensemble.join(), ensemble.join(), ensemble.join()];
    const [one, two, gone] = members;
    assert.ok(one !== undefined && two !== undefined && gone !== undefined);
    const admissions = admitAll([one, two]);
    gone.leave();
    await admissions;
    const [first, second] = await Promise.all([one.compile(program('1')), two.compile(program('2'))]);
    const waiting = first.runAll(steps(1, 1));
    assert.ok(await isOpen(waiting));
    second.dispose();
    assert.deepEqual(givenTo(await waiting), [10]);
    assert.deepEqual(released, [1]);
  });

  it('gives the failure of a launch to all that take part in it', async () => {
    const { engine } = echo();
    const failing = {
      ...engine,
      compileEnsemble: () =>
        Promise.resolve({ runAll: () => Promise.reject(new Error('no memory')), release: () => undefined }),
    } as unknown as Engine;
    const ensemble = new Ensemble(
      () => failing,
      () => undefined,
    );
    const members = [ensemble.join(), ensemble.join()];
    await admitAll(members);
    const compiled = await Promise.all(members.map((member) => member.compile(program('a'))));
    const asked = compiled.map((step) => assert.rejects(step.runAll(steps(1, 1)), /no memory/));
    await Promise.all(asked);
  });

  it('trains students one by one where they cannot be in one graph, and says why', async () => {
    const { engine, apart } = echo(new UncompilableError('Conv has no form'));
    const reasons: string[] = [];
    const ensemble = new Ensemble(
      () => engine,
      (reason) => reasons.push(reason),
    );
    const members = [ensemble.join(), ensemble.join()];
    await admitAll(members);
    const compiled = await Promise.all(members.map((member, index) => member.compile(program(String(index)))));
    assert.deepEqual([reasons, apart], [['Conv has no form'], ['0', '1']]);
    assert.deepEqual(givenTo((await compiled[0]?.runAll(steps(1, 4))) ?? []), [40], 'without waiting for the other');
  });

  it('lets as many begin as there is memory for, and the others after them', async () => {
    const { engine } = echo();
    const ensemble = new Ensemble(
      () => engine,
      () => undefined,
    );
    const [one, two, three] = [ensemble.join(), ensemble.join(), ensemble.join()];
    const half = 500 << 20;
    const admissions = [one, two, three].map((member) => member.admit(half));
    await Promise.all(admissions.slice(0, 2));
    assert.ok(await isOpen(admissions[2] ?? Promise.resolve()), 'there is memory for two');
    one.leave();
    assert.ok(await isOpen(admissions[2] ?? Promise.resolve()), 'the second trains');
    two.leave();
    await admissions[2];
  });

  it('makes a value that members share once, and again where its maker has failed', async () => {
    const ensemble = new Ensemble(
      () => echo().engine,
      () => undefined,
    );
    const [one, two] = [ensemble.join(), ensemble.join()];
    let count = 0;
    const make = (): Promise<number> => Promise.resolve((count += 1));
    assert.deepEqual(await Promise.all([one.share('a', make), two.share('a', make)]), [1, 1]);
    const failed = one.share('b', () => Promise.reject(new Error('asked to stop')));
    const next = two.share('b', make);
    await assert.rejects(failed, /asked to stop/);
    assert.equal(await next, 2);
  });
});
