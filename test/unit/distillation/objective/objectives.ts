import {
  combineSchema,
  lossSchema,
  temperatureSchema,
  type ObjectiveSettings,
  type TemperatureParameters,
} from '../../../../src/distillation';

interface Written {
  readonly loss?: object;
  readonly temperature?: object;
  readonly combine?: string;
  readonly teachers?: readonly { readonly weight: number; readonly temperature: object }[];
}

/** A soft term alone, as a config would write it. */
export function softObjective({ loss = { kind: 'kl' }, temperature, combine, teachers }: Written): ObjectiveSettings {
  const shared: TemperatureParameters = temperatureSchema.parse(temperature ?? { strategy: 'constant', value: 4 });
  const alone = [{ name: 'teacher', weight: 1, temperature: shared }];
  return {
    loss: lossSchema.parse({ ...loss, hard: 0, soft: 1, warmup: 0 }),
    temperature: shared,
    combine: combineSchema.parse(combine ?? 'losses'),
    teachers:
      teachers?.map(({ weight, temperature: own }, index) => ({
        name: `teacher${index}`,
        weight,
        temperature: temperatureSchema.parse(own),
      })) ?? alone,
  };
}

const three = [
  { weight: 1, temperature: { strategy: 'constant', value: 2 } },
  { weight: 2, temperature: { strategy: 'constant', value: 4 } },
  { weight: 5, temperature: { strategy: 'constant', value: 8 } },
];
const combined = (combine: string): ObjectiveSettings =>
  softObjective({ combine, teachers: three, temperature: { strategy: 'constant', value: 3 } });

/** Losses as the fixture names them. */
export const lossObjectives: Readonly<Record<string, ObjectiveSettings>> = {
  kl: softObjective({}),
  'reverse-kl': softObjective({ loss: { kind: 'reverse-kl' } }),
  'jsd 0.5': softObjective({ loss: { kind: 'jsd' } }),
  'jsd 0.1': softObjective({ loss: { kind: 'jsd', beta: 0.1 } }),
  'jsd 0': softObjective({ loss: { kind: 'jsd', beta: 0 } }),
  'jsd 1': softObjective({ loss: { kind: 'jsd', beta: 1 } }),
  mse: softObjective({ loss: { kind: 'mse' } }),
  'dkd 1 8': softObjective({ loss: { kind: 'dkd' } }),
  'standardized-kl': softObjective({ loss: { kind: 'standardized-kl' } }),
  'standardized-kl T2': softObjective({ loss: { kind: 'standardized-kl', scaleByT2: true } }),
  ttm: softObjective({ loss: { kind: 'ttm' } }),
  wttm: softObjective({ loss: { kind: 'wttm' } }),
  'dist 1 1': softObjective({ loss: { kind: 'dist' } }),
  'dist 2 0.5': softObjective({ loss: { kind: 'dist', beta: 2, gamma: 0.5 } }),
};

const expression = 'confidence > 0.9 ? 1 + entropy^2 : 2 + sqrt(classFrequency) - exp(-abs(teacherMax - studentMax))';

/** Strategies that differ from sample to sample, as the fixture names them. */
export const strategyObjectives: Readonly<Record<string, ObjectiveSettings>> = {
  confidence: softObjective({ temperature: { strategy: 'confidence' } }),
  'confidence smooth': softObjective({ temperature: { strategy: 'confidence', smooth: 20 } }),
  'confidence student': softObjective({
    temperature: { strategy: 'confidence', of: 'student', threshold: 0.6, low: 1, high: 3, smooth: 5 },
  }),
  'class-frequency': softObjective({ temperature: { strategy: 'class-frequency' } }),
  'class-frequency head-higher': softObjective({
    temperature: { strategy: 'class-frequency', base: 1, direction: 'head-higher' },
  }),
  flsw: softObjective({ temperature: { strategy: 'flsw' } }),
  'flsw 3 2 1.5': softObjective({ temperature: { strategy: 'flsw', base: 3, beta: 2, gamma: 1.5 } }),
  cwsm: softObjective({ temperature: { strategy: 'cwsm' } }),
  std: softObjective({ temperature: { strategy: 'std' } }),
  dtkd: softObjective({ temperature: { strategy: 'dtkd' } }),
  expression: softObjective({ temperature: { strategy: 'expression', value: expression } }),
};

export const combinedObjectives: Readonly<Record<string, ObjectiveSettings>> = {
  'combine losses': combined('losses'),
  'combine probabilities': combined('probabilities'),
  'combine logits': combined('logits'),
  'combine entropy': combined('entropy'),
  'combine confidence': combined('confidence'),
};

/** Configs of the article's objectives, where our defaults differ from it. */
export const articleObjectives: Readonly<Record<string, ObjectiveSettings>> = {
  'article: softmax_with_temperature': softObjective({ loss: { kind: 'kl', clampLogits: 10 } }),
  'article: adaptive_temperature': softObjective({
    temperature: { strategy: 'class-frequency', base: 1, k: 0.1, direction: 'head-higher' },
  }),
  'article: confidence_aware_temperature': softObjective({
    temperature: { strategy: 'confidence', of: 'teacher', threshold: 0.9, low: 0.5, high: 2 },
  }),
  'article: multi_teacher_distillation': softObjective({
    loss: { kind: 'kl', clampLogits: 10, scaleByT2: false },
    combine: 'probabilities',
    teachers: three.map((teacher) => ({ ...teacher, weight: 1 })),
    temperature: { strategy: 'constant', value: 3 },
  }),
};

export const learnedObjective = softObjective({ temperature: { strategy: 'learned' } });

/** All that is held to PyTorch, by its name in the fixture. */
export const recordedObjectives: Readonly<Record<string, ObjectiveSettings>> = {
  ...lossObjectives,
  ...strategyObjectives,
  ...combinedObjectives,
  ...articleObjectives,
  learned: learnedObjective,
};
