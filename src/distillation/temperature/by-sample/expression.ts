import * as z from 'zod';
import type { Arithmetic } from '../../arithmetic/arithmetic';
import { named } from '../../arithmetic/named';
import { first, float64 } from '../../arithmetic/float64';
import { confidence, entropy } from '../../arithmetic/probability';
import { evaluateExpression } from '../../expression/evaluate';
import { ExpressionError, namesIn, parseExpression, type ExpressionName } from '../../expression/parse';
import { between, type Reach, type RunShape, type SampleInputs, type TemperatureStrategy } from '../strategy';
import { optionalBounds } from '../value-schema';

/** Why a text is no expression, and where; undefined when it is one. */
function faultOf(text: string): ExpressionError | undefined {
  try {
    parseExpression(text);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}

const schema = z.strictObject({
  strategy: z.literal('expression'),
  value: z
    .string()
    .min(1)
    .superRefine((text, context) => {
      const fault = faultOf(text);
      if (fault === undefined) return;
      context.addIssue({ code: 'custom', message: fault.message, params: { offset: fault.offset } });
    })
    .meta({
      role: 'expression',
      examples: ['8 - 6 * epoch / epochs'],
      description:
        'The temperature as arithmetic of epoch, epochs, step, steps, confidence, entropy, classFrequency, teacherMax and studentMax, with + − * / ^ < > ? : and min, max, exp, log, sqrt, abs, sin, cos.',
    }),
  bounds: optionalBounds,
});

export const expression: TemperatureStrategy<typeof schema> = {
  name: 'expression',
  summary: 'The temperature as an expression of time, of the sample and of its class.',
  helps: 'To try an idea that has no name yet; the expression is computed, never executed.',
  dependsOn: 'sample',
  formula: 'value',
  source: 'Written in the config',
  schema,
  isAbsolute: true,
  isShiftInvariant: ({ value }) => {
    const names = namesIn(parseExpression(value));
    return !names.has('teacherMax') && !names.has('studentMax');
  },
  describe: ({ value }) => `= ${value}`,
  reach: ({ value }, run) => reachOf(value, run),
  decide: {
    by: 'sample',
    decidedBy: ({ value }) => (namesIn(parseExpression(value)).has('classFrequency') ? 'class' : 'teacher'),
    temperaturesOf: (of, { value }, inputs) => {
      const temperature = evaluateExpression(of, parseExpression(value), (name) => valueOfName(of, name, inputs));
      return { teacher: temperature, student: temperature };
    },
  },
};

function valueOfName<Value>(of: Arithmetic<Value>, name: ExpressionName, inputs: SampleInputs<Value>): Value {
  switch (name) {
    case 'epoch':
    case 'epochs':
    case 'step':
    case 'steps':
      return inputs.time[name];
    case 'confidence':
      return named(of, confidence(of, inputs.teacher), 'teacher confidence');
    case 'entropy':
      return named(
        of,
        entropy(of, named(of, of.logSoftmax(inputs.teacher), 'teacher log probs at one')),
        'entropy at one',
      );
    case 'classFrequency': {
      const most = Math.max(...inputs.classCounts, 1);
      const byClass = named(of, of.row(inputs.classCounts.map((count) => count / most)), 'class frequencies');
      return named(of, of.sumOfRow(of.multiply(inputs.labels, byClass)), 'class frequency');
    }
    case 'teacherMax':
      return named(of, of.maximumOfRow(inputs.teacher), 'teacher max');
    case 'studentMax':
      return named(of, of.detach(of.maximumOfRow(inputs.student)), 'student max');
  }
}

/** Moments and samples at which the values of an expression are looked at. */
const moments = 101;
const typical = { confidence: [0.1, 0.5, 0.9, 0.999], logits: [0, 5, 20] } as const;

/** The least and the greatest of an expression's values over the run and over typical samples. */
function reachOf(text: string, { epochs, classes, classCounts }: RunShape): Reach {
  const parsed = parseExpression(text);
  const most = Math.max(...classCounts, 1);
  let [lowest, highest] = [Infinity, -Infinity];
  for (let moment = 0; moment < moments; moment += 1) {
    const share = moment / (moments - 1);
    for (const [place, sure] of typical.confidence.entries()) {
      const valueOf = (name: ExpressionName): number => {
        switch (name) {
          case 'epoch':
            return share * epochs;
          case 'epochs':
            return epochs;
          case 'step':
            return share * 1000;
          case 'steps':
            return 1000;
          case 'confidence':
            return sure;
          case 'entropy':
            return sure > 1 / classes
              ? -sure * Math.log(sure) - (1 - sure) * Math.log((1 - sure) / (classes - 1))
              : Math.log(classes);
          case 'classFrequency':
            return (classCounts[place % classCounts.length] ?? most) / most;
          case 'teacherMax':
          case 'studentMax':
            return typical.logits[place % typical.logits.length] ?? 0;
        }
      };
      const value = first(evaluateExpression(float64, parsed, (name) => float64.constant(valueOf(name))));
      if (!Number.isFinite(value)) return between(-Infinity, Infinity);
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
  }
  return between(lowest, highest);
}
