import type { DataSet } from '../../data';
import { TrainingFailure } from '../context/failure';
import { Exchange } from './exchange';
import type { Closable, TorchEngine } from './torch-engine';

/** Images of one forward pass. */
const maxImages = 256;

/** Answers of a model in the process of PyTorch, as it is at that moment. */
export class ModelForward implements Closable {
  private readonly exchange: Exchange;
  private readonly session: Promise<number>;

  /** @param handle the model's number there. */
  constructor(
    private readonly engine: TorchEngine,
    private readonly data: DataSet,
    handle: number,
  ) {
    const images = { shape: [maxImages, ...data.shape], dtype: 'float32' } as const;
    this.exchange = new Exchange(
      engine.newFile('forward'),
      { tensors: { images }, numbers: ['count'], results: maxImages * data.classes },
      1,
    );
    engine.closeAtEnd(this);
    const { device = 'auto', precision = 'float32', compile = false } = engine.settings;
    const plan = { device, precision, compile, forward: this.exchange.layout, model: handle };
    this.session = engine.worker.ask({ do: 'open', plan }) as Promise<number>;
    // The first call of the network throws it.
    this.session.catch(() => undefined);
  }

  /** Images [count, …shape] → answers [count, classes]. Throws a TrainingFailure with what Python tells. */
  async answers(images: Float32Array): Promise<Float32Array> {
    const { features, classes } = this.data;
    const count = images.length / features;
    const all = new Float32Array(count * classes);
    for (let start = 0; start < count; start += maxImages) {
      const part = images.subarray(start * features, (start + maxImages) * features);
      this.exchange.put(0, { images: part, count: part.length / features });
      await this.engine.worker.ask({ do: 'forward', session: await this.session });
      all.set(this.exchange.results(0, (part.length / features) * classes), start * classes);
    }
    return all;
  }

  close(): void {
    this.exchange.close();
  }
}

/** Throws a TrainingFailure where an answer is no finite number. */
export function assertFiniteAnswers(answers: Float32Array, classes: number, written: string): void {
  const place = answers.findIndex((value) => !Number.isFinite(value));
  if (place < 0) return;
  throw new TrainingFailure(
    `${written} answers example ${Math.floor(place / classes)} with ${answers[place]} before it is trained`,
    'look at its first weights and at the numbers that it takes: pictures are from 0 to 1 unless data.normalize or input says otherwise',
    { where: written },
  );
}
