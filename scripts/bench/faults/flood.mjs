import { flood } from '../../../test/process/faults/flood';

// Needs a machine that does nothing else: its writers keep a rate, and a completion's wait is measured. It takes some three
// minutes, which are its events' own, and ten more at most where a reader does not come to the end.
export const row = {
  name: 'flood',
  title: '100,000 events a second for 10 s and 20,000 for 60 s, in the list of runs and in a panel',
  run: async () => {
    const figures = [];
    for (const [rate, seconds, shown] of [
      [100_000, 10, 'list'],
      [100_000, 10, 'panel'],
      [20_000, 60, 'list'],
      [20_000, 60, 'panel'],
    ]) {
      const { steps, growth, columns, latency, writerSeconds, ...read } = await flood({ rate, seconds, shown });
      const [median, p95, max] = [latency.median, latency.p95, latency.max].map((value) => value.toFixed(1));
      const text = `${shown}: ${steps} events in ${writerSeconds.toFixed(1)} s, all shown after ${read.seconds.toFixed(1)} s; memory grew by ${growth.toFixed(1)} MB beside ${columns.toFixed(1)} MB of curves; a completion came in ${median} ms (p95 ${p95}, at most ${max})`;
      if (growth >= 50 || latency.p95 >= 50) throw new Error(`over its bounds of 50 MB and 50 ms: ${text}`);
      if (writerSeconds > 1.05 * seconds) throw new Error(`the writer fell behind its rate: ${text}`);
      figures.push(text);
    }
    return figures.join('\n        ');
  },
};
