import type { RunEvent } from '../../runs';
import { curveNames, type Columns, type CurveName } from './messages';

interface Points {
  readonly step: number[];
  readonly value: number[];
}

/**
 * Sorts events into the panel's curves; only the student is drawn. A record at a step supersedes earlier ones at that
 * step and after, as a resumed run needs, so that the steps of each curve ascend.
 */
export function toCurves(events: readonly RunEvent[]): Record<CurveName, Columns> {
  const points = new Map<CurveName, Points>(curveNames.map((name) => [name, { step: [], value: [] }]));
  const add = (name: CurveName, step: number, value: number): void => {
    const curve = points.get(name);
    if (curve === undefined) return;
    cut(curve, step);
    curve.step.push(step);
    curve.value.push(value);
  };
  for (const event of events) {
    if (event.type === 'step' && event.phase === 'student') {
      for (const curve of points.values()) cut(curve, event.step);
      for (const name of ['loss', 'hard', 'soft', 'temperature'] as const) add(name, event.step, event[name]);
    } else if (event.type === 'evaluation' && event.phase === 'student') {
      add(event.split === 'test' ? 'testAccuracy' : 'validationAccuracy', event.step, event.accuracy);
    }
  }
  const columns = (name: CurveName): Columns => ({
    step: Float64Array.from(points.get(name)?.step ?? []),
    value: Float64Array.from(points.get(name)?.value ?? []),
  });
  return {
    loss: columns('loss'),
    hard: columns('hard'),
    soft: columns('soft'),
    temperature: columns('temperature'),
    validationAccuracy: columns('validationAccuracy'),
    testAccuracy: columns('testAccuracy'),
  };
}

function cut({ step, value }: Points, from: number): void {
  while (step.length > 0 && (step.at(-1) ?? 0) >= from) {
    step.pop();
    value.pop();
  }
}
