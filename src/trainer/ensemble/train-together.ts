import type { Engine, EngineChoice } from '../../engine';
import { endMember } from '../../runs';
import type { Attempt, AttemptProcess } from '../context/context';
import { Ensemble } from './ensemble';
import { engineOfMember } from './member-engine';

/** The attempts of this process: those of a group by DISTILLERY_GROUP, else the one of its run folder. */
export function attemptsOf(runFolder: string, environment: NodeJS.ProcessEnv): readonly Attempt[] {
  const group = environment['DISTILLERY_GROUP'] ?? '';
  if (group !== '') return JSON.parse(group) as readonly Attempt[];
  const { DISTILLERY_ATTEMPT: number = '1', DISTILLERY_TOKEN: token = '' } = environment;
  return [{ runFolder, number: Number(number), token }];
}

/**
 * Trains runs side by side: they share data, teachers and engine, and the steps of their students are launched together. Each
 * ends by itself, with an exit.json of its own. Gives the exit code of the process.
 */
export async function trainTogether(
  attempts: readonly Attempt[],
  own: AttemptProcess,
  run: (attempt: Attempt, own: AttemptProcess) => Promise<0 | 1>,
): Promise<0 | 1> {
  const engines = new SharedEngine(own.startEngine);
  const ensemble = new Ensemble(
    () => engines.current,
    (reason) => console.error(`the students train one by one: ${reason}`),
  );
  const members = attempts.map((attempt, place) => ({ attempt, place, member: ensemble.join() }));
  const codes = await Promise.all(
    members.map(async ({ attempt, place, member }) => {
      const startEngine = engines.starterFor(place);
      try {
        const code = await run(attempt, { ...own, startEngine, member }).finally(() => member.leave());
        endMember(attempt.runFolder, { code, token: attempt.token });
        return code;
      } catch (error) {
        // Its folder may be gone, or the disk full: the others go on.
        console.error(error);
        return 1;
      }
    }),
  );
  await engines.dispose();
  return codes.includes(1) ? 1 : 0;
}

/** The engine of all runs, which the first starts that needs it. */
class SharedEngine {
  private starting: Promise<EngineChoice> | undefined;
  private engine: Engine | undefined;

  constructor(private readonly start: AttemptProcess['startEngine']) {}

  /** @throws before a run has started it. */
  get current(): Engine {
    if (this.engine === undefined) throw new Error('no run of this process has started an engine');
    return this.engine;
  }

  starterFor(place: number): AttemptProcess['startEngine'] {
    return async (run, settings, without) => {
      // An engine that takes the place of one which cannot compile a run's step is that run's own.
      if (without.length > 0) return this.start(run, settings, without);
      this.starting ??= this.start(run, settings, without);
      const { engine, rejected } = await this.starting;
      this.engine = engine;
      return { engine: engineOfMember(engine, place), rejected };
    };
  }

  async dispose(): Promise<void> {
    await this.engine?.dispose();
  }
}
