import type { ViewController, ViewPlace } from '../../panel/controller';
import type { ViewName } from '../../panel/messages';

/** The views that ask anything, each loaded with its first request: one line here makes a view's requests arrive. */
export const viewControllers: Partial<Record<ViewName, () => Promise<(place: ViewPlace) => ViewController>>> = {
  curves: async () => {
    const { CurvesController } = await import('../../panel/curves/controller');
    return (place) => new CurvesController(place);
  },
  compare: async () => (await import('../../panel/compare/controller')).answerCompare,
  summary: async () => (await import('./summary/controller')).answerSummary,
  targets: async () => (await import('../../panel/targets/controller')).answerTargets,
};
