import * as z from 'zod';
import { activation, initializer, units } from '../fields';
import { ShapeError, type LayerDefinition } from '../layer';

const schema = z.strictObject({
  type: z.literal('dense').meta({ description: 'Every output from every input.' }),
  units: units.meta({ description: 'The number of outputs.' }),
  activation: activation('relu').meta({ description: 'What is applied to the sums.' }),
  useBias: z.boolean().default(true).meta({ description: 'Whether each unit adds a trained number.' }),
  initializer,
});

export const dense: LayerDefinition<typeof schema> = {
  type: 'dense',
  schema,
  outputShape: ({ units: outputs }, input) => {
    if (input.length === 1) return [outputs];
    throw new ShapeError(`dense needs a vector and gets [${input.join(', ')}]; put \`type: flatten\` before it`);
  },
  parameters: ({ units: outputs, useBias }, [inputs = 0]) => (inputs + (useBias ? 1 : 0)) * outputs,
  operations: ({ units: outputs }, [inputs = 0]) => 2 * inputs * outputs,
};
