import type { NewRun } from '../runs';

/** Version from package.json and, in a production build of a clean tree, its commit; defined by esbuild.mjs. */
declare const distilleryProduct: NewRun['product'];

/** This build of Distillery, as manifests and reports name it; undefined where the code runs without a build. */
export const product: NewRun['product'] = typeof distilleryProduct === 'undefined' ? undefined : distilleryProduct;
