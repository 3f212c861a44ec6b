import './style.css';
import {
  parseTargetsAnswer,
  type RunCard,
  type EvaluationChoice,
  type Overview,
  type Rows,
  type Samples,
  type Selection,
  type TargetsAnswer,
  type TargetsRequest,
} from '../../src/panel/messages';
import { makeButton } from '../page/controls';
import type { View, ViewHost } from '../page/view';
import { DistributionChart } from './chart';
import { noChoices, readChoices, type Choices } from './choices';
import { ConfusionMatrix } from './confusion';
import { layOut, setOptions, type TargetsLayout } from './layout';
import { listSamples, orders, type Filter } from './order';
import { PictureCache } from './picture-cache';
import { SampleList } from './sample-list';
import { divergenceAt, soften } from './softmax';
import { TemperatureControl } from './temperature-control';
import { formatCount, formatEpoch, formatLoss, formatNumber, formatSplit } from '../../src/wording';

/** Minimum interval between requests while a run is active. */
const refreshMs = 3000;

const checkpointNames: Readonly<Record<EvaluationChoice['checkpoint'], string>> = { best: 'best', last: 'last' };
const orderNames = { divergence: 'disagreement, KL at T = 1', loss: 'student’s loss', place: 'place in the split' };

/** View of soft targets: the distributions of teacher and student at a temperature, their disagreement and confusions. */
export class TargetsView implements View {
  private readonly parts: TargetsLayout;
  private readonly temperature: TemperatureControl;
  private readonly chart: DistributionChart;
  private readonly pictures: PictureCache;
  private readonly list: SampleList;
  private readonly againstLabel: ConfusionMatrix;
  private readonly againstTeacher: ConfusionMatrix;
  private run: RunCard | undefined;
  private choices: Choices = noChoices;
  private overview: Overview | undefined;
  private samples: Samples | undefined;
  private rows: Rows | undefined;
  private isShown = false;
  private requestedAt = -Infinity;

  constructor(private readonly host: ViewHost) {
    this.parts = layOut(host.element);
    this.temperature = new TemperatureControl(this.parts.temperature, 'targets-temperature', (temperature) =>
      this.choose({ temperature }),
    );
    this.chart = new DistributionChart(this.parts.chart);
    this.pictures = new PictureCache((split, samples) => this.request({ type: 'pictures', split, samples }));
    this.list = new SampleList(this.parts.list, this.pictures, (index) => this.select({ kind: 'sample', index }));
    const [label, teacher] = this.parts.against;
    this.againstLabel = new ConfusionMatrix(label, (row, student) => this.filter({ label: row, student }));
    this.againstTeacher = new ConfusionMatrix(teacher, (row, student) => this.filter({ teacher: row, student }));
    this.parts.filter.append(makeButton('targets-no-filter', 'Show all', () => this.filter({})));
    setOptions(
      this.parts.order,
      orders.map((order) => [order, orderNames[order]]),
    );
    this.listen();
    this.showProblem('Reading the evaluations…');
  }

  show(): void {
    this.isShown = true;
    this.request({ type: 'overview' });
  }

  hide(): void {
    this.isShown = false;
  }

  showRun(run: RunCard): void {
    if (run.id !== this.run?.id) this.begin();
    this.run = run;
    if (this.isShown && performance.now() - this.requestedAt > refreshMs) this.request({ type: 'overview' });
  }

  receive(value: unknown): void {
    const answer = parseTargetsAnswer(value);
    this.take(answer);
  }

  repaint(): void {
    // The style sheet applies the new colours.
  }

  private begin(): void {
    this.choices = readChoices(this.host.saved());
    this.overview = undefined;
    this.samples = undefined;
    this.rows = undefined;
    this.pictures.clear();
    this.parts.order.select.value = this.choices.order;
    this.parts.logarithmic.checked = this.choices.isLogarithmic;
    this.requestedAt = -Infinity;
  }

  private listen(): void {
    const { evaluation, teacher, examples, order, logarithmic } = this.parts;
    evaluation.select.addEventListener('change', () => {
      this.choices = withoutSelection(this.choices);
      this.choose({ evaluation: evaluation.select.value });
      this.requestSamples();
    });
    teacher.select.addEventListener('change', () => {
      this.choose({ teacher: Number(teacher.select.value) });
      this.requestSamples();
    });
    order.select.addEventListener('change', () => {
      this.choose({ order: orders.find((one) => one === order.select.value) ?? 'divergence' });
      this.showList();
    });
    examples.select.addEventListener('change', () => {
      const { value } = examples.select;
      if (value === '') this.filter({});
      else this.chooseClass(Number(value));
    });
    logarithmic.addEventListener('change', () => this.choose({ isLogarithmic: logarithmic.checked }));
  }

  private request(request: TargetsRequest): void {
    if (request.type === 'overview') this.requestedAt = performance.now();
    this.host.send(request);
  }

  private take(answer: TargetsAnswer): void {
    switch (answer.type) {
      case 'overview':
        this.showOverview(answer);
        break;
      case 'samples':
        if (answer.evaluation !== this.evaluation?.key || answer.teacher !== this.choices.teacher) break;
        this.samples = answer;
        this.showProblem('');
        this.showSamples();
        break;
      case 'rows':
        if (answer.evaluation !== this.evaluation?.key) break;
        this.rows = answer;
        this.draw();
        break;
      case 'pictures':
        this.pictures.receive(answer);
        break;
      case 'problem':
        // The samples are requested again with the next overview.
        this.samples = undefined;
        this.showProblem(answer.message);
        break;
    }
  }

  private showOverview(overview: Overview): void {
    const before = this.evaluation?.key;
    this.overview = overview;
    const { evaluations, teachers, classNames } = overview;
    const ofKind = (one: EvaluationChoice): string => `${one.checkpoint} ${one.split}`;
    setOptions(
      this.parts.evaluation,
      evaluations.map((one) => {
        const [checkpoint, split] = [checkpointNames[one.checkpoint], formatSplit(one.split)];
        return [ofKind(one), `${checkpoint}, epoch ${formatEpoch(one.epoch)}, on ${split}`];
      }),
    );
    const { evaluation } = this;
    if (evaluation !== undefined) this.parts.evaluation.select.value = ofKind(evaluation);
    setOptions(
      this.parts.teacher,
      teachers.map((name, index) => [String(index), name]),
    );
    this.parts.teacher.box.hidden = teachers.length < 2;
    setOptions(this.parts.examples, [
      ['', 'one example'],
      ...classNames.map((name, label): [string, string] => [String(label), `all of class ${name}`]),
    ]);
    this.temperature.set(this.choices.temperature ?? overview.temperature);
    if (evaluation !== undefined && (evaluation.key !== before || this.samples === undefined)) this.requestSamples();
  }

  /** The selected evaluation: the chosen kind, else the test split of the best checkpoint, else the first. */
  private get evaluation(): EvaluationChoice | undefined {
    const all = this.overview?.evaluations ?? [];
    const of = (kind: string): EvaluationChoice | undefined =>
      all.find(({ checkpoint, split }) => `${checkpoint} ${split}` === kind);
    return of(this.choices.evaluation ?? '') ?? of('best test') ?? all[0];
  }

  private requestSamples(): void {
    const { evaluation } = this;
    if (evaluation === undefined) return;
    this.request({ type: 'samples', evaluation: evaluation.key, teacher: this.choices.teacher });
  }

  private showSamples(): void {
    const { samples, overview } = this;
    if (samples === undefined || overview === undefined) return;
    const { classNames } = overview;
    const content = { columns: samples.studentChoices, classNames };
    this.againstLabel.show({ ...content, rowName: 'Label', rows: samples.labels });
    const hasTeacher = samples.teacherChoices.length > 0;
    this.parts.against[1].hidden = !hasTeacher;
    if (hasTeacher) this.againstTeacher.show({ ...content, rowName: 'Teacher', rows: samples.teacherChoices });
    this.showList();
  }

  private showList(): void {
    const { samples, overview, evaluation } = this;
    if (samples === undefined || overview === undefined || evaluation === undefined) return;
    const { filter, order } = this.choices;
    const hasTeacher = samples.divergence.length > 0;
    const indices = listSamples(samples, order === 'divergence' && !hasTeacher ? 'loss' : order, filter);
    this.list.show({ samples, split: evaluation.split, classNames: overview.classNames, indices });
    const words = describeFilter(filter, overview.classNames);
    this.parts.filter.hidden = words === '';
    this.parts.filterText.textContent = words;
    const kept = this.choices.selection;
    const isThere = kept?.kind === 'class' || (kept !== undefined && kept.index < samples.labels.length);
    const first = indices[0];
    if (isThere) this.select(kept);
    else if (first !== undefined) this.select({ kind: 'sample', index: first });
  }

  private filter(filter: Filter): void {
    this.choices = withoutSelection(this.choices);
    this.choose({ filter });
    this.showList();
  }

  private chooseClass(label: number): void {
    this.choose({ filter: { label }, selection: { kind: 'class', index: label } });
    this.showList();
  }

  private select(selection: Selection): void {
    this.choose({ selection });
    this.parts.examples.select.value = selection.kind === 'class' ? String(selection.index) : '';
    this.list.mark(selection.kind === 'sample' ? selection.index : undefined);
    const { evaluation } = this;
    if (evaluation === undefined) return;
    this.request({ type: 'rows', evaluation: evaluation.key, teacher: this.choices.teacher, selection });
  }

  private choose(change: Partial<Choices>): void {
    this.choices = { ...this.choices, ...change };
    this.host.save(this.choices);
    this.draw();
  }

  private draw(): void {
    const { rows, overview, samples, evaluation } = this;
    if (rows === undefined || overview === undefined || samples === undefined || evaluation === undefined) return;
    const { classNames } = overview;
    const { temperature } = this.temperature;
    const classes = classNames.length;
    const student = { name: 'Student', softened: soften(rows.student, classes, temperature) };
    const hasTeacher = rows.teacherLogits.length > 0;
    const teacher = hasTeacher ? [{ name: 'Teacher', softened: soften(rows.teacherLogits, classes, temperature) }] : [];
    const { kind, index } = rows.selection;
    const label = kind === 'class' ? index : samples.labels[index];
    const { isLogarithmic } = this.choices;
    this.chart.show({ classNames, series: [...teacher, student], label, isLogarithmic });
    const divergence = hasTeacher ? divergenceAt(rows.teacherLogits, rows.student, classes, temperature) : undefined;
    const at = `T = ${formatNumber(temperature, 4)}`;
    this.parts.divergence.textContent =
      divergence === undefined ? `at ${at}` : `KL(teacher ‖ student) ${formatLoss(divergence)} nats at ${at}`;
    this.describe(rows, classNames[label ?? 0] ?? '');
  }

  private describe({ selection, rows, total }: Rows, name: string): void {
    const { picture, heading } = this.parts;
    const isSample = selection.kind === 'sample';
    const some = rows < total ? `${formatCount(rows)} of ` : '';
    const text = isSample
      ? `Example #${selection.index}, label ${name}`
      : `Mean of ${some}${formatCount(total)} examples of class ${name}`;
    if (heading.textContent === text) return;
    heading.textContent = text;
    picture.hidden = !isSample;
    picture.setAttribute('aria-label', `Picture of example ${selection.index}`);
    const split = this.evaluation?.split;
    if (isSample && split !== undefined) this.pictures.show(split, [{ sample: selection.index, canvas: picture }]);
  }

  /** Shows a problem in place of the view; an empty text shows the view. */
  private showProblem(text: string): void {
    this.parts.problem.textContent = text;
    this.parts.problem.hidden = text === '';
    this.parts.body.hidden = text !== '';
  }
}

function withoutSelection(choices: Choices): Choices {
  const { teacher, isLogarithmic, order, filter, evaluation, temperature } = choices;
  return {
    ...{ teacher, isLogarithmic, order, filter },
    ...(evaluation !== undefined && { evaluation }),
    ...(temperature !== undefined && { temperature }),
  };
}

const filterLabels = { label: 'label', teacher: 'teacher', student: 'student' };

function describeFilter(filter: Filter, names: readonly string[]): string {
  const parts = (['label', 'teacher', 'student'] as const).flatMap((key) => {
    const index = filter[key];
    return index === undefined ? [] : [`${filterLabels[key]} ${names[index] ?? String(index)}`];
  });
  return parts.join(', ');
}
