import type { CommandDefinition } from '../command';
import { cache } from './runs/cache';
import { check } from './runs/check';
import { clear } from './runs/clear';
import { compare } from './results/compare';
import { drop } from './runs/drop';
import { emit } from './configs/emit';
import { exportRun } from './results/export';
import { importRun } from './results/import';
import { init } from './configs/init';
import { list } from './runs/list';
import { mark } from './runs/mark';
import { mcp } from './agents/mcp';
import { predict } from './results/predict';
import { preview } from './configs/preview';
import { python } from './configs/python';
import { report } from './runs/report';
import { resume } from './runs/resume';
import { run } from './runs/run';
import { show } from './runs/show';
import { stop } from './runs/stop';
import { sweep } from './runs/sweep';
import { use } from './results/use';
import { validate } from './configs/validate';
import { verdict } from './results/verdict';

/** All commands, in the order of the help. A new one is a file beside these and a line here. */
export const commands: readonly CommandDefinition[] = [
  ...[init, run, sweep, resume, validate, preview, emit],
  ...[list, show, mark, compare, verdict, exportRun, importRun, check],
  ...[predict, use, python],
  ...[stop, drop, report, clear, cache, mcp],
];
