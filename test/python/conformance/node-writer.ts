import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { compare, evaluate } from '../../../src/trainer/evaluation/evaluate';
import { EvaluationWriter, openEventWriter, type EventWriter, type SplitName } from '../../../src/runs';
import type { Scenario, ScenarioEvaluation } from './scenario';

/** The script that writes scenarios in Python: an input of each run. */
export const scriptOfScenarios = 'test/python/conformance/write_scenario.py';

/** The data of a split as the formulas of evaluations take it. */
type EvaluatedSplit = Parameters<typeof evaluate>[1];

/** Writes a scenario as our own trainer writes a run. */
export function writeOnNode(runFolder: string, cacheFolder: string, scenario: Scenario): void {
  const writer = new NodeWriter(runFolder, cacheFolder, scenario);
  writer.write();
}

class NodeWriter {
  private readonly events: EventWriter;
  private readonly kept: EvaluationWriter;
  private step = 0;
  private best = { epoch: 0, rank: [-1, 0] as readonly [number, number] };
  private readonly told = new Set<SplitName>();

  constructor(
    runFolder: string,
    cacheFolder: string,
    private readonly scenario: Scenario,
  ) {
    this.events = openEventWriter(runFolder, 1);
    this.kept = new EvaluationWriter({ runFolder, cacheFolder, classes: scenario.classes });
  }

  write(): void {
    const { scenario, events } = this;
    const { stepsPerEpoch, epochs, steps, evaluations, notice, ending } = scenario;
    const total = stepsPerEpoch * epochs;
    events.write({ type: 'started', engine: 'node', engineVersion: '1', threads: 1, steps: total, epochs });
    const script = createHash('sha256').update(readFileSync(scriptOfScenarios)).digest('hex');
    events.write({ type: 'inputs', script: { sha256: script } });
    for (const values of steps) {
      this.step += 1;
      const named = Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'string' ? Number(value) : value,
      ]);
      const measured = Object.fromEntries(named) as { readonly loss: number };
      events.write({ type: 'step', phase: 'student', step: this.step, epoch: this.step / stepsPerEpoch, ...measured });
      for (const one of evaluations) {
        if (one.split === 'validation' && one.epoch * stepsPerEpoch === this.step) this.evaluateEpoch(one);
      }
    }
    events.write({ type: 'notice', message: notice });
    for (const one of evaluations) if (one.split === 'test') this.evaluate(one);
    this.end(ending, epochs);
    events.close();
  }

  private evaluateEpoch(one: ScenarioEvaluation): void {
    this.evaluate(one);
    const file = 'checkpoints/last.weights';
    this.events.write({ type: 'checkpoint', step: this.step, epoch: one.epoch, file, best: false });
  }

  private evaluate({ split, epoch, logits }: ScenarioEvaluation): void {
    const { scenario, events, kept, step } = this;
    const { classes } = scenario;
    const labels = Int32Array.from(scenario.labels[split]);
    const data = { labels, count: labels.length } as unknown as EvaluatedSplit;
    const [own, teacher] = [logits, scenario.teacher[split]].map((rows) => Float32Array.from(rows.flat()));
    if (own === undefined || teacher === undefined) throw new Error('the scenario has no logits');
    const place = { type: 'evaluation', split, step, epoch } as const;
    if (!this.told.has(split)) {
      this.told.add(split);
      events.write({ ...place, phase: 'teacher', ...evaluate(teacher, data, classes) });
      kept.putSplit(split, { labels, teachers: [{ name: 'teacher', logits: teacher }] });
    }
    const result = evaluate(own, data, classes);
    events.write({ ...place, phase: 'student', ...result, ...compare(own, teacher, data, classes) });
    const isBest = split === 'test' || this.isBest(epoch, result);
    const checkpoints = isBest ? (['best', 'last'] as const) : (['last'] as const);
    kept.putStudent({ checkpoints, split, step, epoch, logits: own });
    if (split === 'test') this.result = result;
  }

  private result = { accuracy: Number.NaN, errors: Number.NaN };

  private isBest(epoch: number, { accuracy, crossEntropy }: { accuracy: number; crossEntropy: number }): boolean {
    const [best, entropy] = this.best.rank;
    if (accuracy < best || (accuracy === best && crossEntropy >= entropy)) return false;
    this.best = { epoch, rank: [accuracy, crossEntropy] };
    return true;
  }

  private end(ending: Scenario['ending'], epoch: number): void {
    const { events, step, scenario } = this;
    switch (ending) {
      case 'finished': {
        const { accuracy, errors } = this.result;
        const labels = Int32Array.from(scenario.labels.test);
        const data = { labels, count: labels.length } as unknown as EvaluatedSplit;
        const teacherErrors = evaluate(Float32Array.from(scenario.teacher.test.flat()), data, scenario.classes).errors;
        events.write({
          type: 'finished',
          step,
          bestEpoch: this.best.epoch,
          accuracy,
          errors,
          teacherErrors,
          seconds: 1,
        });
        return;
      }
      case 'stopped':
        events.write({ type: 'stopped', step, epoch });
        return;
      case 'failed':
        events.write({ type: 'failed', message: 'it went wrong', hint: 'try again', where: 'step 12' });
        return;
    }
  }
}
