// Times one training step for `measure:cost` in a process of its own, whose memory is that step's: cost-point.mjs STEP SECONDS, a step of
// cost-points.mjs as JSON. Prints as JSON the milliseconds of a step, least of its launches, by the time of both processors, which others on
// the machine hardly change, and by the clock; and the megabytes that the process has taken since before the step was compiled.
import { performance } from 'node:perf_hooks';
import { createEngine } from '../../src/engine/index.ts';
import { stepsPerLaunch } from '../../src/trainer/loop/steps-per-launch.ts';
import { stepOf } from '../bench/steps.mjs';

const [text, seconds] = process.argv.slice(2);
const threads = 2;
const step = { model: 'layers', isCached: true, ...JSON.parse(text) };
const { engine } = await createEngine({ preferred: 'onnx', threads });
const resident = process.memoryUsage().rss;
const { program, feedsOf } = stepOf(engine, 'cost', step);
const compiled = await engine.compile(program);
const end = performance.now() + 1000 * Number(seconds);
const launches = [];
do {
  const feeds = feedsOf(stepsPerLaunch(launches.at(-1)?.wallMs));
  const [start, before] = [performance.now(), process.cpuUsage()];
  await compiled.runAll(feeds);
  const wallMs = (performance.now() - start) / feeds.length;
  const { user, system } = process.cpuUsage(before);
  launches.push({ wallMs, ms: (user + system) / 1000 / threads / feeds.length });
} while (performance.now() < end || launches.length < 3);
// The first makes the memory of all others.
const least = (name) => Math.min(...launches.slice(1).map((launch) => launch[name]));
const megabytes = (process.resourceUsage().maxRSS * 1024 - resident) / (1 << 20);
console.log(JSON.stringify({ ms: least('ms'), wallMs: least('wallMs'), megabytes }));
await engine.dispose();
setTimeout(() => process.exit(0), 10);
