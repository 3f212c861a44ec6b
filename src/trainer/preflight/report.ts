import { writeFlow } from '../../config';
import type { Context } from '../context/context';
import { TrainingFailure } from '../context/failure';
import { formatCount, formatNumber, formatPercent } from '../../wording';
import type { BetterReading, PreflightResult } from './preflight';

/**
 * Records the trial of a teacher. A better reading is named with both error counts and the settings to write.
 * @param title the teacher's file or run
 * @throws TrainingFailure where the teacher is no better than chance: a student would learn nothing that is true
 */
export function reportPreflight({ events, data }: Context, result: PreflightResult, name: string, title: string): void {
  const { score, better, split, count, isAtChance, tried, classOrder } = result;
  const figures = { errors: score.errors, crossEntropy: score.crossEntropy };
  events.write({
    ...{ type: 'preflight', teacher: name, split, count, ...figures, isAtChance, tried, classOrder },
    ...(better !== undefined && {
      better: {
        settings: JSON.stringify(settingsIn(better)),
        name: nameOf(better),
        ...{ errors: better.score.errors, crossEntropy: better.score.crossEntropy, t: better.t },
      },
    }),
  });
  const examples = `${formatCount(count)} ${split === 'train' ? 'training' : split} examples`;
  const comparison = better && comparisonOf(result, better);
  if (isAtChance) {
    const right = formatPercent(1 - score.errors / count, 1);
    const chance = `no better than chance (${formatPercent(1 / data.classes, 0)})`;
    const message = `${title} is right in ${right} of ${examples}, ${chance}${comparison === undefined ? '' : `: ${comparison}`}`;
    throw new TrainingFailure(message, better === undefined ? hintOf(result) : pasteHint(better), { where: title });
  }
  if (better === undefined || comparison === undefined) return;
  const message = `WARNING: ${title}, tried on ${examples}: ${comparison}; ${pasteHint(better)}`;
  events.write({ type: 'notice', message });
}

const settingsIn = ({ input, classOrder }: BetterReading): object => ({
  ...(input !== undefined && { input }),
  ...(classOrder !== undefined && { classOrder }),
});

function nameOf({ name, classOrder }: BetterReading): string {
  return [
    ...(name === undefined ? [] : [name]),
    ...(classOrder === undefined ? [] : ['another order of classes']),
  ].join(' and ');
}

function comparisonOf({ score, classOrder }: PreflightResult, better: BetterReading): string {
  const loss = ({ crossEntropy }: { readonly crossEntropy: number }): string => formatNumber(crossEntropy, 3);
  const orders =
    classOrder === 'too few examples' ? '; another order of its classes was not looked for, with so few examples' : '';
  return `it makes ${formatCount(score.errors)} errors as it is read and ${formatCount(better.score.errors)} with ${nameOf(better)} (NLL ${loss(score)} and ${loss(better.score)})${orders}`;
}

function hintOf({ isFile, tried, classOrder }: PreflightResult): string {
  if (isFile) {
    return 'write its rows in the order of the data’s files, before anything is cut off or left out, or name a `key` where the data is a table; and one column for each class, in the order of the data’s classes';
  }
  const readings = `${formatCount(tried)} other ways to read it do not make it right`;
  const orders =
    classOrder === 'too few examples'
      ? ', and another order of its classes was not looked for, since there are fewer than 20 examples of a class'
      : ', nor does another order of its classes';
  return `${readings}${orders}: look at the inputs that it takes (\`input\` below the teacher), at its classes and at the file`;
}

function pasteHint(better: BetterReading): string {
  const lines = Object.entries(settingsIn(better)).map(([key, value]) => `${key}: ${writeFlow(value, 'yaml')}`);
  return `write below the teacher \`${lines.join('` and `')}\``;
}
