export { formatAxis } from './axes';
export { displayLocale } from '../display-language';
export { formatBar, formatPreparation } from './preparation';
export { formatDate } from './dates';
export { describeSiblings, type Sibling } from './siblings';
export { formatMarks, type ShownMarks } from './marks';
export { formatSplit, networkNames } from './names';
export { formatRunLabel, formatRunOfSweep, type RunLabel } from './run-label';
export { formatAge, formatDay, formatMoment } from './moments';
export { formatChange, formatHashes } from './hashes';
export { capitalize, formatAnd, formatFacts, formatOr, truncate } from './texts';
export { formatClock, formatDuration, formatEstimate } from './durations';
export { formatEarlyStop, type EarlyStopped } from './early-stop';
export { fitsSign, readFilterNumber } from './filter';
export {
  formatBeside,
  formatBytes,
  formatCount,
  formatCountOf,
  formatDifference,
  formatEpoch,
  formatFixed,
  formatOutOf,
  formatLoss,
  formatLossBeside,
  formatMeanCount,
  formatNumber,
  formatTemperature,
  missing,
  noneLabel,
  roundToDigits,
} from './numbers';
export { formatError, withoutCodeMarks, wordsOfSystemError, type SystemErrorWords } from './system-errors';
export { formatPercent, formatPoints, formatProbability, formatRatio } from './percentages';
export {
  formatStatus,
  formatStatusDetail,
  formatStatusInFull,
  statuses,
  type Status,
  type StatusDetails,
} from './statuses';
