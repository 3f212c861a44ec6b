import { seriesKey, type EvaluationEvent } from '../runs';

/** Evaluations of a log in its order. Those of a resumed run supersede earlier ones of their network and split. */
export class KeptEvaluations {
  private readonly kept = new Map<string, { readonly event: EvaluationEvent; readonly place: number }[]>();
  private count = 0;

  /** Adds the next evaluation of the log. Each is dropped once at most, so that all take linear time. */
  add(event: EvaluationEvent): void {
    const key = JSON.stringify([event.split, seriesKey(event)]);
    const own = this.kept.get(key) ?? [];
    this.kept.set(key, own);
    for (let last = own.at(-1); last !== undefined && last.event.step >= event.step; last = own.at(-1)) own.pop();
    own.push({ event, place: this.count });
    this.count += 1;
  }

  clear(): void {
    this.kept.clear();
  }

  list(): EvaluationEvent[] {
    const all = [...this.kept.values()].flat();
    return all.sort((one, other) => one.place - other.place).map(({ event }) => event);
  }
}
