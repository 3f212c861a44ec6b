import { UncompilableError, type CompiledStep, type Engine, type EnsembleStep } from '../../engine';
import type { Feeds, StepOutputs, StepProgram } from '../../engine';
import type { Member } from '../context/member';
import { stepsPerLaunch } from '../loop/steps-per-launch';
import { SharedValues } from './shared-values';

/** A member's program that waits for those of the others. */
interface Arrival {
  readonly program: StepProgram;
  readonly resolve: (step: CompiledStep) => void;
  readonly reject: (error: unknown) => void;
}

/** Steps that a member has asked for, and the outputs of those that are done. */
interface Request {
  readonly steps: readonly Feeds[];
  readonly outputs: StepOutputs[];
  readonly resolve: (outputs: readonly StepOutputs[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Students in one graph, each with its member. */
interface Joint {
  readonly step: EnsembleStep;
  readonly members: readonly EnsembleMember[];
}

/** Bytes of the weights of students that train at once, with all that training keeps of them. */
const maxBytes = 1 << 30;

/**
 * Runs of one process, whose students' steps are launched together. Each run trains by its own loop; a launch begins once all
 * members that are left have asked for steps, with as many as each of them wants. A member that ends, fails or stops leaves.
 */
export class Ensemble {
  /** Members that have not asked for memory yet. */
  private readonly entering = new Set<EnsembleMember>();
  private readonly waiting = new Map<EnsembleMember, { readonly bytes: number; readonly admit: () => void }>();
  /** Members that train now. */
  private readonly left = new Set<EnsembleMember>();
  private readonly arrivals = new Map<EnsembleMember, Arrival>();
  private readonly requests = new Map<EnsembleMember, Request>();
  private readonly values = new SharedValues();
  private joint: Joint | undefined;
  private isBusy = false;
  private stepMs: number | undefined;

  /** @param refused called with the reason where students cannot be in one graph, and train one by one in place of that */
  constructor(
    private readonly engine: () => Engine,
    private readonly refused: (reason: string) => void,
  ) {}

  /** Adds a run; all are to be added before the first begins. */
  join(): EnsembleMember {
    const member = new EnsembleMember(this);
    this.entering.add(member);
    return member;
  }

  admit(member: EnsembleMember, bytes: number): Promise<void> {
    return new Promise((resolve) => {
      this.entering.delete(member);
      this.waiting.set(member, { bytes, admit: resolve });
      this.proceed();
    });
  }

  share<Value>(key: string, make: () => Promise<Value>): Promise<Value> {
    return this.values.get(key, make);
  }

  arrive(member: EnsembleMember, program: StepProgram): Promise<CompiledStep> {
    return new Promise((resolve, reject) => {
      this.arrivals.set(member, { program, resolve, reject });
      this.proceed();
    });
  }

  request(member: EnsembleMember, steps: readonly Feeds[]): Promise<readonly StepOutputs[]> {
    return new Promise((resolve, reject) => {
      this.requests.set(member, { steps, outputs: [], resolve, reject });
      this.proceed();
    });
  }

  /** Lets a member go, whose variables stay as they are. */
  leave(member: EnsembleMember): void {
    this.entering.delete(member);
    this.waiting.delete(member);
    this.left.delete(member);
    const place = this.joint?.members.indexOf(member) ?? -1;
    if (place >= 0) this.joint?.step.release(place);
    this.proceed();
  }

  /** Steps of the next launch: the same for all members between two launches. */
  get launchSize(): number {
    return stepsPerLaunch(this.stepMs);
  }

  /** Does what all members that are left wait for, if there is such a thing. */
  private proceed(): void {
    if (this.isBusy) return;
    if (this.left.size === 0 && this.entering.size === 0) this.admitSome();
    const members = [...this.left];
    if (members.length === 0) return;
    if (members.every((member) => this.arrivals.has(member))) void this.busy(() => this.compile(members));
    else if (this.joint !== undefined && members.every((member) => this.requests.has(member))) {
      const { joint } = this;
      void this.busy(() => this.launch(joint));
    }
  }

  /** Lets those that wait begin, as many as there is memory for. */
  private admitSome(): void {
    this.joint = undefined;
    let bytes = 0;
    for (const [member, one] of this.waiting) {
      bytes += one.bytes;
      if (bytes > maxBytes && this.left.size > 0) return;
      this.waiting.delete(member);
      this.left.add(member);
      one.admit();
    }
  }

  private async busy(work: () => Promise<void>): Promise<void> {
    this.isBusy = true;
    await work();
    this.isBusy = false;
    this.proceed();
  }

  private async compile(members: readonly EnsembleMember[]): Promise<void> {
    const arrivals = members.flatMap((member) => this.arrivals.get(member) ?? []);
    this.arrivals.clear();
    const engine = this.engine();
    const [first, ...others] = arrivals.map(({ program }) => program);
    try {
      if (first === undefined || others.length === 0 || engine.compileEnsemble === undefined) {
        await this.compileApart(engine, arrivals);
        return;
      }
      this.joint = { step: await engine.compileEnsemble([first, ...others]), members };
      for (const [index, { resolve }] of arrivals.entries()) {
        const member = members[index];
        if (member !== undefined) resolve(this.stepOf(member));
      }
    } catch (error) {
      if (error instanceof UncompilableError) {
        this.refused(error.message);
        await this.compileApart(engine, arrivals);
      } else for (const { reject } of arrivals) reject(error);
    }
  }

  private async compileApart(engine: Engine, arrivals: readonly Arrival[]): Promise<void> {
    for (const { program, resolve, reject } of arrivals) await engine.compile(program).then(resolve, reject);
  }

  private stepOf(member: EnsembleMember): CompiledStep {
    return {
      run: async (feeds) => (await this.request(member, [feeds]))[0] ?? {},
      runAll: (steps) => this.request(member, steps),
      launchSize: () => this.launchSize,
      dispose: () => this.leave(member),
    };
  }

  /** Takes as many steps as each member has asked for. */
  private async launch({ step, members }: Joint): Promise<void> {
    const requests = new Map(this.requests);
    const pending = [...requests.values()];
    const count = Math.min(...pending.map(({ steps, outputs }) => steps.length - outputs.length));
    const [some] = pending;
    // A member that has left is given any inputs: nothing reads its results.
    const places = members.map((member) => requests.get(member) ?? some);
    const steps = Array.from({ length: count }, (_, index) =>
      places.map((request) => request?.steps[request.outputs.length + index] ?? {}),
    );
    try {
      const startedAt = performance.now();
      const results = await step.runAll(steps);
      this.stepMs = (performance.now() - startedAt) / count;
      members.forEach((member, place) => {
        requests.get(member)?.outputs.push(...results.map((outputs) => outputs[place] ?? {}));
      });
      for (const [member, request] of requests) {
        if (request.outputs.length < request.steps.length) continue;
        this.requests.delete(member);
        request.resolve(request.outputs);
      }
    } catch (error) {
      this.requests.clear();
      for (const { reject } of pending) reject(error);
    }
  }
}

/** A run's place in an ensemble. */
export class EnsembleMember implements Member {
  constructor(private readonly ensemble: Ensemble) {}

  admit(bytes: number): Promise<void> {
    return this.ensemble.admit(this, bytes);
  }

  compile(program: StepProgram): Promise<CompiledStep> {
    return this.ensemble.arrive(this, program);
  }

  share<Value>(key: string, make: () => Promise<Value>): Promise<Value> {
    return this.ensemble.share(key, make);
  }

  /** To be called when the run has ended, for whatever reason. */
  leave(): void {
    this.ensemble.leave(this);
  }
}
