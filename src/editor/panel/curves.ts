import type { RunEvent } from '../../runs';
import { curveNames, type Columns, type CurveName } from './messages';

/** Sorts events into the panel's curves; only the student is drawn. */
export function toCurves(events: readonly RunEvent[]): Record<CurveName, Columns> {
  const points = new Map<CurveName, { step: number[]; value: number[] }>(
    curveNames.map((name) => [name, { step: [], value: [] }]),
  );
  const add = (name: CurveName, step: number, value: number): void => {
    points.get(name)?.step.push(step);
    points.get(name)?.value.push(value);
  };
  for (const event of events) {
    if (event.type === 'step' && event.phase === 'student') {
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
