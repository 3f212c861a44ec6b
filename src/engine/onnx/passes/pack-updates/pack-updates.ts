import { declined, ignoreDeclines, type Pass } from '../pass';
import { prune } from '../prune';
import { PackWriter } from './pack-writer';
import { UpdateForms } from './update-forms';

/** Operations that a list must save: gradients are copied into it, and weights out of it. */
const minSaved = 4;

/**
 * f(x₀), f(x₁), … → f([x₀, x₁, …]) for small variables that a step changes in the same way, such as weights by Adam, and their
 * moments: they lie one behind the other in one list, which is carried from step to step.
 *
 * The runtime takes some microseconds for each operation, and Adam has ten for each variable. Gradients are put together for it, and
 * the list of the weights is taken apart for the products that read them. Numbers are the same bit for bit.
 */
export const packUpdates: Pass = {
  name: 'pack-updates',
  run: (graph, report = ignoreDeclines) => {
    const forms = new UpdateForms(graph);
    let packed = prune.run(graph);
    for (const group of forms.groups()) {
      const isCarried = new Set(packed.carried);
      if (!group.every((one) => isCarried.has(one))) continue;
      const written = new PackWriter(packed, forms).write(group);
      const after = written === undefined ? undefined : prune.run(written);
      const saved = after === undefined ? 0 : packed.nodes.length - after.nodes.length;
      if (after !== undefined && saved >= minSaved) packed = after;
      else {
        const { reason } = declined(
          after === undefined
            ? 'what they are computed from is not in the same order'
            : `it would save fewer than ${minSaved} operations`,
        );
        report({ rule: 'pack', at: group[0]?.after ?? '', reason });
      }
    }
    return packed;
  },
};
