// Makes docs/does-it-help.md from the figures in docs/does-it-help.json: tests, intervals and words follow from errors by seed.
import { stringify } from 'yaml';
import { formatGain, formatInterval } from '../../../src/comparison/index.ts';
import { judge } from '../../../src/statistics/index.ts';
import { formatCount, formatDuration, formatFixed, formatNumber } from '../../../src/wording/index.ts';
import { experiments } from './experiments.mjs';

const words = { helps: 'helps', hurts: 'hurts', 'no-worse': 'no worse', 'cannot-tell': 'cannot tell yet' };

/** The page as Markdown. `records`: figures by the names of experiments; those without any are left out. */
export function renderPage(records) {
  const measured = Object.entries(experiments).filter(([name]) => records[name] !== undefined);
  const left = Object.entries(experiments).filter(([name]) => records[name] === undefined);
  return [
    intro,
    '## All of them\n',
    overview(measured.map(([name, experiment]) => ({ experiment, record: records[name] }))),
    ...(left.length === 0 ? [] : [`Not measured yet: ${left.map(([name]) => `\`${name}\``).join(', ')}.\n`]),
    ...measured.map(([name, experiment]) => section(name, experiment, records[name])),
  ].join('\n');
}

const intro = `# Does it help? Measured on real data

Each student against its control: the same student with the same seed, data, order and training, without a teacher. Each seed has a
teacher of its own. The paired t test over the seeds decides, corrected by Holm’s method where several settings are judged together;
[docs/sweeps.md](sweeps.md#the-verdict) explains the words.

\`npm run measure:verdicts\` runs everything by \`distillery sweep\`, writes the figures of all seeds into \`docs/does-it-help.json\` and makes
this page from them; \`-- --only wine\` measures one experiment anew, \`-- --only mnist-60000\` the one that takes longest.
Another machine rounds differently, so figures move by some errors. Gains are in points of test accuracy: positive where the student with
a teacher is better.
`;

/** A row for each setting that is judged: that of the fresh seeds alone, where a search has chosen it. */
function overview(measured) {
  const rows = measured
    .filter(({ experiment }) => experiment.units === undefined)
    .flatMap(({ experiment, record }) => {
      const points = judgedPoints(record);
      const fresh = points.filter(({ stage }) => stage === 'verdict');
      const shown = fresh.length > 0 ? fresh : points;
      return shown.map((point) => [`${experiment.title}: ${point.label}`, ...figures(point)]);
    });
  return [`${table(['experiment: setting', ...figureHeads], rows)}\n`, ...capacity(measured)].join('\n');
}

/** Gains by units and temperature, each row judged by itself. */
function capacity(measured) {
  const rows = measured.filter(({ experiment }) => experiment.units !== undefined);
  if (rows.length === 0) return [];
  const shown = rows.map(({ experiment, record }) => ({ units: experiment.units, points: judgedPoints(record) }));
  const cell = ({ judged: { test, judgement } }) => `${formatGain(test.mean)}, ${words[judgement]}`;
  const head = ['units', ...shown[0].points.map(({ label }) => label)];
  return [
    'Units of each of two layers and the temperature, on 2,000 digits: gains over the control.\n',
    `${table(
      head,
      shown.map(({ units, points }) => [String(units), ...points.map(cell)]),
    )}\n`,
    `${remark(shown)}\n`,
  ];
}

/** The best temperature of each number of units by its mean gain, and which half of Hinton's remark is seen. */
function remark(shown) {
  const best = shown.map(({ units, points }) => {
    const { label } = points.reduce((one, other) => (other.judged.test.mean > one.judged.test.mean ? other : one));
    return { units, temperature: Number(label.replace('temperature ', '')) };
  });
  const list = best.map(({ units, temperature }) => `${units} units at ${temperature}`).join(', ');
  const narrow = best.find(({ units }) => units === 30);
  const isSo = narrow !== undefined && narrow.temperature >= 2 && narrow.temperature <= 4;
  const isMore =
    best.every(({ temperature }, at) => at === 0 || temperature >= best[at - 1].temperature) &&
    best.at(-1).temperature > best[0].temperature;
  const seen = (is) => (is ? 'is seen' : 'is not seen');
  return `Best by their mean: ${list}. That 30 units want a temperature of 2.5 to 4 (Hinton, Vinyals and Dean) ${seen(isSo)}, and that wider students want higher ones ${seen(isMore)}, with so few digits and teachers of so few epochs.`;
}

function section(name, experiment, record) {
  const points = judgedPoints(record);
  const rows = points.map((point) => [
    point.stage === 'verdict' ? `${point.label} (fresh seeds)` : point.label,
    ...figures(point),
  ]);
  return [
    `## ${experiment.title}\n`,
    `${experiment.question}\n`,
    `Small here: ${lowered(experiment.small)}\n`,
    `${table(['setting', ...figureHeads], rows)}\n`,
    ...(record.sentence === undefined ? [] : [`**${capital(record.sentence)}.**\n`]),
    ...weakTeacher(points),
    ...bySeed(points),
    ...byFrequency(points),
    ...againstBase(points, experiment.base),
    `<details><summary>The config (<code>--only ${name}</code>, ${formatDuration(record.seconds)} on a machine that did other work too)</summary>\n`,
    `\`\`\`yaml\n${stringify({ name, ...experiment.config }, { lineWidth: 100, aliasDuplicateObjects: false })}\`\`\`\n`,
    '</details>\n',
  ].join('\n');
}

/** Points with their judgement: those of the search together, the one of the fresh seeds alone. */
function judgedPoints({ points }) {
  const search = points.filter(({ stage }) => stage === 'search');
  const together = judge(search.map(gainsOf));
  return points.map((point) => ({
    ...point,
    judged: point.stage === 'search' ? together[search.indexOf(point)] : judge([gainsOf(point)])[0],
  }));
}

const gainsOf = ({ errors, errorsOfControls, testExamples }) =>
  errors.map((count, at) => (errorsOfControls[at] - count) / testExamples);

const figureHeads = ['pairs', 'teacher', 'student', 'control', 'gain', '95 % interval', 'p', 'better', ''];

function figures({ errors, errorsOfControls, errorsOfTeachers, judged: { test, p, wins, judgement } }) {
  return [
    formatCount(errors.length),
    ...[errorsOfTeachers, errors, errorsOfControls].map(errorsCell),
    test === undefined ? '–' : formatGain(test.mean),
    test === undefined ? '–' : formatInterval(test, formatGain),
    formatNumber(p, 2),
    `${wins} of ${errors.length}`,
    words[judgement],
  ];
}

const errorsCell = (errors) => (errors.includes(null) ? '–' : formatFixed(mean(errors), 1));

/** A word of warning where teachers know no more than the student does without them. */
function weakTeacher(points) {
  const [{ errorsOfTeachers, errorsOfControls }] = points.toReversed();
  if (errorsOfTeachers.includes(null) || mean(errorsOfTeachers) < mean(errorsOfControls)) return [];
  const means = [errorsOfTeachers, errorsOfControls].map((errors) => formatFixed(mean(errors), 1));
  return [
    `The teachers are no better than the control, with ${means[0]} errors on average against its ${means[1]}: this says what poor teachers do, and nothing of good ones.\n`,
  ];
}

/** The errors of each seed, where one setting is judged. */
function bySeed(points) {
  const shown = points.find(({ stage }) => stage === 'verdict') ?? (points.length === 1 ? points[0] : undefined);
  if (shown === undefined) return [];
  const rows = shown.seeds.map((seed, at) => [
    ...[String(seed), formatCount(shown.errorsOfTeachers[at])],
    ...[formatCount(shown.errors[at]), formatCount(shown.errorsOfControls[at])],
  ]);
  const head = ['seed', 'teacher, errors', 'student, errors', 'control, errors'];
  return [`${table(head, rows)}\n`];
}

/** Accuracy over the rare and the frequent classes of long-tailed data, which decides nothing. */
function byFrequency(points) {
  const tailed = points.filter(({ tail }) => tail !== undefined);
  if (tailed.length === 0) return [];
  const gain = (ours, theirs) => formatGain(mean(ours.map((value, at) => value - theirs[at])));
  const rows = tailed.map(({ label, head, headOfControls, tail, tailOfControls }) => [
    ...[label, gain(head, headOfControls), gain(tail, tailOfControls)],
  ]);
  return [`${table(['setting', 'gain on frequent classes', 'gain on rare classes'], rows)}\n`];
}

/** Other points against one of them, paired by seed. */
function againstBase(points, base) {
  const search = points.filter(({ stage }) => stage === 'search');
  if (base === undefined || search.length < 2) return [];
  const reference = search[base];
  const others = search.filter((point) => point !== reference);
  const judged = judge(others.map((point) => gainsOf({ ...point, errorsOfControls: reference.errors })));
  const rows = others.map(({ label, errors }, at) => {
    const { test, p, wins, judgement } = judged[at];
    const word = { helps: 'better', hurts: 'worse' }[judgement] ?? words[judgement];
    return [
      label,
      formatGain(test.mean),
      formatInterval(test, formatGain),
      formatNumber(p, 2),
      `${wins} of ${errors.length}`,
      word,
    ];
  });
  const head = [`against ${reference.label}`, 'gain', '95 % interval', 'p', 'better', ''];
  return [`${table(head, rows)}\n`];
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const lowered = (text) => text.charAt(0).toLowerCase() + text.slice(1);
