import { flood } from '../../../test/unit/faults/flood';

export const row = {
  name: 'flood',
  title: '100,000 events a second for 10 s and 20,000 for 60 s',
  run: async () => {
    const figures = [];
    for (const [rate, seconds] of [
      [100_000, 10],
      [20_000, 60],
    ]) {
      const { steps, growth, latency, writerSeconds, seconds: readSeconds } = await flood(rate, seconds);
      const [median, p95, max] = [latency.median, latency.p95, latency.max].map((value) => value.toFixed(1));
      const text = `${steps} events in ${writerSeconds.toFixed(1)} s, all read after ${readSeconds.toFixed(1)} s; memory grew by ${growth.toFixed(1)} MB; a completion came in ${median} ms (p95 ${p95}, at most ${max})`;
      if (growth >= 50 || latency.p95 >= 50) throw new Error(`over its bounds of 50 MB and 50 ms: ${text}`);
      figures.push(text);
    }
    return figures.join('\n        ');
  },
};
