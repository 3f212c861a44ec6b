import type { Graph } from '../../graph/graph';
import { sizeOf } from '../../graph/shape';
import { declined, ignoreDeclines, type Pass } from '../pass';
import { prune } from '../prune';
import { PackWriter } from './pack-writer';
import { UpdateForms } from './update-forms';

/** Operations that a list must save: gradients are copied into it, and weights out of it. */
const minSaved = 4;
/** Numbers of an image of a batch up to which the processor's second cache holds it beside others. */
const maxImage = 262_144;

/**
 * f(x₀), f(x₁), … → f([x₀, x₁, …]) for small variables that a step changes in the same way, such as weights by Adam, and their
 * moments: they lie one behind the other in one list, which is carried from step to step.
 *
 * The runtime takes some microseconds for each operation, and Adam has ten for each variable. Gradients are put together for it, and
 * the list of the weights is taken apart for the products that read them. Numbers are the same bit for bit.
 *
 * A list waits for the gradients of all of its variables, and ONNX Runtime computes them one after the other just before it: where
 * images are large they have left the caches by then, and a step of a residual network takes 1.07 of its time.
 */
export const packUpdates: Pass = {
  name: 'pack-updates',
  run: (graph, report = ignoreDeclines) => {
    if (hasLargeImages(graph)) {
      const { reason } = declined(`it has images of more than ${maxImage} numbers, which would leave the caches`);
      report({ rule: 'pack', at: graph.name, reason });
      return graph;
    }
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

/** Whether a value of the step is a batch of images that the caches do not hold. */
function hasLargeImages({ nodes }: Graph): boolean {
  return nodes.some(({ outputs }) => outputs.some(({ shape }) => shape.length > 2 && sizeOf(shape) > maxImage));
}
