// Writes the source of every recorded objective, with and without measures, and of those that time moves into the folder that is named:
// `tsx test/python/emit-recorded.ts FOLDER`. `forms.json` says which file is whose.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { emitObjective } from '../../src/emit';
import { recorded } from '../unit/distillation/objective/recorded';
import { recordedObjectives } from '../unit/distillation/objective/objectives';
import { numbersOf, timedObjectives } from '../unit/emit/timed-objectives';

const [, , folder = ''] = process.argv;
mkdirSync(folder, { recursive: true });
const forms = Object.entries({ ...recordedObjectives, ...timedObjectives }).flatMap(([name, settings], index) =>
  [true, false].map((hasMeasures) => {
    const file = `objective_${index}${hasMeasures ? '' : '_bare'}.py`;
    const source = emitObjective(settings, { name, classCounts: recorded.classCounts, hasMeasures });
    writeFileSync(path.join(folder, file), source);
    return {
      name,
      file,
      hasMeasures,
      teachers: settings.teachers.length,
      moments: name in timedObjectives ? numbersOf(settings) : [],
    };
  }),
);
writeFileSync(path.join(folder, 'forms.json'), JSON.stringify(forms));
